"""Professionals, their structures, practices and accounts; plainly fictitious, valid by default."""

import factory
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from factory.django import DjangoModelFactory

from access.columns import G15, R94
from access.models import KnowHow, Practice, Profession, Professional, Structure, User

PASSWORD = "correct-cheval-pile-agrafe"


class StructureFactory(DjangoModelFactory):
    class Meta:
        model = Structure

    idnat = factory.Sequence(lambda n: f"199{n:07d}")
    name = factory.Sequence(lambda n: f"Maison de santé des Tilleuls {n}")
    city = "Rennes"
    sector_code = "SA07"


class ProfessionalFactory(DjangoModelFactory):
    class Meta:
        model = Professional

    idnat = factory.Sequence(lambda n: f"899{n:09d}")
    family_name = factory.Sequence(lambda n: f"Praticien{n}")
    given_name = "Camille"
    email = factory.LazyAttribute(lambda o: f"{o.idnat}@exemple.test")


def _profession(code: str, oid: str = G15) -> factory.LazyFunction:
    return factory.LazyFunction(lambda: Profession.objects.get(code=code, oid=oid))


def _know_how(code: str) -> factory.LazyFunction:
    return factory.LazyFunction(lambda: KnowHow.objects.get(code=code))


class PracticeFactory(DjangoModelFactory):
    """A general practitioner by default; other professions as traits."""

    class Meta:
        model = Practice

    class Params:
        doctor = factory.Trait(profession=_profession("10"))
        occupational_doctor = factory.Trait(profession=_profession("10"), know_how=_know_how("SM25"))
        pharmacist = factory.Trait(profession=_profession("21"))
        dentist = factory.Trait(profession=_profession("40"))
        midwife = factory.Trait(profession=_profession("50"))
        nurse = factory.Trait(profession=_profession("60"))
        optician = factory.Trait(profession=_profession("28"))
        care_assistant = factory.Trait(profession=_profession("35"))
        social_worker = factory.Trait(profession=_profession("41", R94))

    professional = factory.SubFactory(ProfessionalFactory)
    structure = factory.SubFactory(StructureFactory)
    profession = _profession("10")
    mode = "L"


class UserFactory(DjangoModelFactory):
    """A professional's account, or an administrator's with `administrator=True`."""

    class Meta:
        model = User

    class Params:
        administrator = factory.Trait(professional=None, is_staff=True, is_superuser=True)

    username = factory.Sequence(lambda n: f"compte{n}")
    password = factory.LazyFunction(lambda: make_password(PASSWORD))
    professional = factory.SubFactory(ProfessionalFactory)
    duties_read_at = factory.LazyFunction(timezone.now)  # tests of the reminder itself say otherwise
