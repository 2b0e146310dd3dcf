"""CDA files of our own making, as an import receives them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from patients.models import Patient
from tests.factories.patients import PatientFactory

TEMPLATE = """<?xml version="1.0" encoding="UTF-8"?>
{before}<ClinicalDocument xmlns="urn:hl7-org:v3">
<templateId root="1.2.250.1.213.1.1.1.1"/><id root="1.2.250.1.999.9" extension="{number}"/>
<code code="{code}" codeSystem="2.16.840.1.113883.6.1" displayName="Type"/><title>{title}</title>
<effectiveTime value="20260301120000+0100"/><confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25"/>
<setId root="1.2.250.1.999.8" extension="{set}"/><versionNumber value="{version}"/>
<recordTarget><patientRole>{ids}
<patient><name><family qualifier="BR">{family}</family><given qualifier="BR">Solène</given>
<given>Solène Marie</given></name>
<administrativeGenderCode code="F"/><birthTime value="19550312"/>
<birthplace><place><addr><county>35238</county></addr></place></birthplace></patient></patientRole></recordTarget>
<author><assignedAuthor><id root="{author_oid}" extension="899000000777"/>
<assignedPerson><name><family>Auteur</family><given>Anne</given></name></assignedPerson>
<representedOrganization><id root="1.2.250.1.71.4.2.2" extension="1990000001"/></representedOrganization>
</assignedAuthor></author>
<documentationOf><serviceEvent><effectiveTime><low value="20260301"/></effectiveTime></serviceEvent></documentationOf>
{related}
<component><structuredBody><component><section><title>Constat</title><text>{text}</text></section></component></structuredBody>
</component></ClinicalDocument>"""

Write = Callable[..., Path]


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory(birth_name="Lecoq")


@pytest.fixture
def write(tmp_path: Path, patient: Patient) -> Write:
    def _write(name: str = "a", **values: Any) -> Path:
        ins = f'<id root="{patient.ins_oid}" extension="{patient.matricule}"/>'
        defaults = {
            "before": "",
            "number": name,
            "code": "11488-4",
            "title": f"Document {name}",
            "set": name,
            "version": 1,
            "ids": ins,
            "family": "LECOQ",
            "author_oid": "1.2.250.1.71.4.2.1",
            "related": "",
            "text": "Rien à signaler",
        }
        path = tmp_path / f"{name}.xml"
        path.write_text(TEMPLATE.format(**(defaults | values)), encoding="utf-8")
        return path

    return _write
