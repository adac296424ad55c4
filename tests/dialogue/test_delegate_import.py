"""Delegates from a file: preview, faults by line, all or nothing, the same file again, undo."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Change, JournalEntry, Mandate, RoleAssignment, Training, User
from accounts.models.mandate import Designation, EndReason, MemberCategory
from accounts.roles import Role
from dialogue.imports.spec import DELEGATES
from dialogue.models import DelegateImport, Membership
from rse_portal.common.exchange.tables import MAX_BYTES
from tests.factories.accounts import make_user
from tests.factories.places import make_commission, make_delegate
from tests.support.pages import said

IMPORT = "/dialogue/mandats/importer/"
HEAD = ",".join(DELEGATES.header)
LINH = "linh@test.example,Linh,Nguyen,R53,,,,05/01/2026,,,"

pytestmark = pytest.mark.usefixtures("media", "bretagne")


def upload(*lines, head=HEAD, name="delegates.csv", encoding="utf-8"):
    content = "\n".join([head, *lines]) if head else ""
    return SimpleUploadedFile(name, content.encode(encoding) if isinstance(content, str) else content)


def send(client: Client, *lines, **options):
    return client.post(IMPORT, {"upload": upload(*lines, **options)})


def bring_in(client: Client, *lines, **options):
    """Send and confirm; the last page."""
    sent = send(client, *lines, **options)
    assert sent.status_code == 302, said(sent)
    return client.post(f"{sent['Location']}confirmer/", follow=True)


def test_preview_writes_nothing_and_the_confirmation_writes_what_it_showed(client_of, chloe):
    client = client_of(chloe)
    preview = said(client.get(send(client, LINH)["Location"]))
    assert "1 mandat ouvert" in preview and "Linh Nguyen" in preview and "1 compte créé" in preview
    assert not Mandate.objects.exists() and not User.objects.filter(first_name="Linh").exists()
    assert not Change.objects.exists()
    answer = client.post(f"{IMPORT}{DelegateImport.objects.get().pk}/confirmer/", follow=True)
    assert "1 mandat ouvert ; 1 compte créé sans mot de passe." in said(answer)
    mandate = Mandate.objects.get()
    assert (mandate.starts_on, mandate.ends_on, mandate.category) == (date(2026, 1, 5), None, "")
    assert mandate.designation == Designation.ELECTION and mandate.territory.code == "R53"
    assert not mandate.user.has_usable_password()
    assert User.objects.get(pk=mandate.user_id).access.has(Role.DELEGATE)
    assert Training.objects.filter(user=mandate.user).count() == 3
    assert not DelegateImport.objects.exists()
    told = JournalEntry.objects.get(action="mandate.imported").details
    assert told == {"accounts": 1, "opened": 1, "changed": 0, "seats": 0}


def test_same_file_again_writes_nothing_and_a_completed_one_updates(client_of, chloe):
    client = client_of(chloe)
    bring_in(client, LINH)
    assert "il ne changeait rien" in said(bring_in(client, LINH))
    ended = (
        "LINH@test.example,Linh,Nguyen,R53,,délégué·e,cooptation,2026-01-05,30/06/2026,démission,Retraité·e"
    )
    bring_in(client, ended)
    mandate = Mandate.objects.get()
    assert mandate.ends_on == date(2026, 6, 30) and mandate.end_reason == EndReason.RESIGNATION
    assert mandate.category == MemberCategory.RETIRED and mandate.designation == Designation.COOPTATION
    assert RoleAssignment.objects.filter(user=mandate.user).count() == 1
    bring_in(client, LINH)  # empty cells say nothing
    mandate.refresh_from_db()
    assert mandate.ends_on == date(2026, 6, 30) and mandate.version == 2


def test_import_is_undone_as_one_act(client_of, chloe):
    client = client_of(chloe)
    bring_in(client, LINH, LINH.replace("linh", "zoe").replace("Linh", "Zoé"))
    client.post(f"/annuler/{Change.objects.first().operation}/")
    assert not Mandate.objects.exists() and not Training.objects.exists()
    left = User.objects.get(first_name="Linh")
    assert not left.access.roles


def test_platform_imports_and_undoes_what_it_imported(client_of, gilles, bretagne):
    make_commission("COM-1", territory=bretagne)
    client = client_of(gilles)
    bring_in(client, "serge@test.example,Serge,Masson,R53,COM-1,administrator,,05/01/2026,,,")
    mandate, seat = Mandate.objects.get(), Membership.objects.get()
    assert mandate.body == "board" and seat.mandate == mandate
    assert client.post(f"/annuler/{Change.objects.first().operation}/").status_code == 302
    assert not Mandate.objects.exists() and not Membership.objects.exists()


def test_line_of_a_commission_adds_a_seat_to_the_same_mandate(client_of, chloe, bretagne):
    for code in ("COM-1", "COM-2"):
        make_commission(code, territory=bretagne)
    client = client_of(chloe)
    lines = [LINH.replace("R53,,", f"R53,{code},") for code in ("COM-1", "COM-2")]
    bring_in(client, *lines)
    assert Mandate.objects.count() == 1 and Membership.objects.count() == 2
    assert "il ne changeait rien" in said(bring_in(client, *lines))


def test_known_account_keeps_its_name_and_its_other_roles(client_of, chloe, bruno):
    client = client_of(chloe)
    sent = send(client, LINH.replace("linh@", "bruno@"))
    assert "celui du portail est gardé" in said(client.get(sent["Location"]))
    client.post(f"{sent['Location']}confirmer/")
    again = User.objects.get(pk=bruno.pk)
    assert again.get_full_name() == "Bruno Vidal"
    assert again.access.roles == {Role.RAPPORTEUR, Role.DELEGATE}


FAULTS = [
    ("empty file", [], "", "fichier est vide"),
    ("header alone, nothing to say", ["linh@test.example"], HEAD, "cellules sont attendues"),
    ("missing column", [LINH], HEAD.replace(",category", ""), "colonne category : cette colonne manque"),
    ("unknown column", [f"{LINH},x"], f"{HEAD},zodiaque", "colonne zodiaque : colonne inconnue"),
    ("column twice", [f"{LINH},x"], f"{HEAD},email", "cette colonne figure 2 fois"),
    ("ragged row", [LINH, "a,b"], HEAD, "Ligne 3, colonne"),
    ("unclosed quote", [f'"{LINH}'], HEAD, "guillemet mal placé ou jamais refermé"),
    ("no address", [LINH.replace("linh@test.example", "linh")], HEAD, "Ligne 2, colonne email : une adresse"),
    ("no name", [LINH.replace("Nguyen", " ")], HEAD, "Ligne 2, colonne last_name : une valeur est attendue"),
    ("bidi in a name", [LINH.replace("Nguyen", "Ngu\u202eyen")], HEAD, "caractère invisible interdit"),
    ("unknown territory", [LINH.replace("R53", "R99")], HEAD, "n’est pas un territoire connu"),
    ("unknown commission", [LINH.replace("R53,,", "R53,COM-9,")], HEAD, "n’est pas une commission"),
    ("unknown role", [LINH.replace("R53,,,", "R53,,manager,")], HEAD, "n’est pas un choix possible"),
    ("no such day", [LINH.replace("05/01/2026", "31/02/2026")], HEAD, "n’existe pas au calendrier"),
    ("end before start", [LINH.replace("2026,,", "2026,04/01/2026,")], HEAD, "la fin précède le début"),
    ("reason without end", [LINH.replace("2026,,,", "2026,,term,")], HEAD, "va avec une date de fin"),
    ("the same line twice", [LINH, LINH], HEAD, "figure déjà à la ligne 2"),
    (
        "two at once",
        [LINH, LINH.replace("05/01/2026", "06/01/2026")],
        HEAD,
        "Ligne 3, colonne starts_on : Cette personne a déjà, à ces dates, un mandat",
    ),
    ("board", [LINH.replace("R53,,,", "R53,,administrator,")], HEAD, "par l’administration de la plateforme"),
    ("huge cell", [LINH.replace("Nguyen", "N" * 1_000_000)], HEAD, "au plus 100 caractères"),
]


@pytest.mark.parametrize(
    ("lines", "head", "message"), [case[1:] for case in FAULTS], ids=[c[0] for c in FAULTS]
)
def test_fault_is_told_with_its_line_and_nothing_is_kept(client_of, chloe, lines, head, message):
    good = LINH.replace("linh", "bonne")
    answer = send(client_of(chloe), *lines, *([good] if head == HEAD and len(lines) == 1 else []), head=head)
    assert answer.status_code == 422
    assert message in said(answer), said(answer)
    assert not Mandate.objects.exists() and not DelegateImport.objects.exists()
    assert not User.objects.filter(email__startswith="bonne").exists()


def test_closed_account_is_a_fault(client_of, chloe):
    make_user("Linh", "Nguyen", email="linh@test.example", is_active=False)
    answer = send(client_of(chloe), LINH)
    assert answer.status_code == 422 and "est fermé" in said(answer)


def test_mandate_of_the_portal_that_would_overlap_is_a_fault(client_of, chloe, bretagne):
    mandate = make_delegate("Linh", territory=bretagne, starts_on=date(2025, 9, 1))
    User.objects.filter(pk=mandate.user_id).update(email="linh@test.example")
    answer = send(client_of(chloe), LINH)
    assert answer.status_code == 422 and "Ligne 2, colonne starts_on" in said(answer)


def test_first_hundred_faults_are_listed_and_the_others_counted(client_of, chloe):
    answer = send(client_of(chloe), *(f"x{n},Linh,Nguyen,R53,,,,05/01/2026,,," for n in range(130)))
    page = said(answer)
    assert answer.status_code == 422 and page.count("colonne email") == 100 and "Et 30 autres." in page


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8-sig", "UTF-8 (avec BOM)"), ("cp1252", "Windows-1252"), ("utf-16", "UTF-16")],
)
def test_encoding_is_announced(client_of, chloe, encoding, told):
    client = client_of(chloe)
    sent = send(client, LINH.replace("Linh", "Édith"), encoding=encoding)
    page = said(client.get(sent["Location"]))
    assert f"Encodage détecté : {told}" in page and "Édith Nguyen" in page


@pytest.mark.parametrize("mark", [";", "\t"])
def test_other_separators_are_understood(client_of, chloe, mark):
    client = client_of(chloe)
    bring_in(client, LINH.replace(",", mark), head=HEAD.replace(",", mark))
    assert Mandate.objects.count() == 1


def test_years_of_two_digits_are_read_in_full(client_of, chloe):
    client = client_of(chloe)
    sent = send(client, LINH.replace("05/01/2026", "05/01/26"))
    assert "est lu 5 janvier 2026" in said(client.get(sent["Location"]))


def test_cells_that_a_spreadsheet_would_run_are_texts(client_of, chloe):
    client = client_of(chloe)
    bring_in(client, LINH.replace("Linh,Nguyen", "'=cmd|calc,@Nguyen"))
    user = Mandate.objects.get().user
    assert (user.first_name, user.last_name) == ("=cmd|calc", "@Nguyen")


def test_decomposed_letters_are_composed(client_of, chloe):
    bring_in(client_of(chloe), LINH.replace("Linh", "E\u0301dith"))
    assert Mandate.objects.get().user.first_name == "Édith"


def test_workbook_is_read_and_its_formulas_refused(client_of, chloe):
    client = client_of(chloe)
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{IMPORT}modele/").content))
    sheet = book["delegates"]
    assert [cell.value for cell in sheet[1]] == list(DELEGATES.header)
    sheet.append(["linh@test.example", "Linh", "Nguyen", "R53", None, None, None, date(2026, 1, 5)])
    for last_name, status in (("Nguyen", 302), ("=1+1", 422)):
        sheet["C2"] = last_name
        stream = io.BytesIO()
        book.save(stream)
        sent = client.post(IMPORT, {"upload": SimpleUploadedFile("delegates.xlsx", stream.getvalue())})
        assert sent.status_code == status
    assert "une formule est refusée" in said(sent)


@pytest.mark.parametrize("name", ["delegates.xls", "delegates.xlsm", "delegates.pdf", "delegates"])
def test_other_formats_are_refused(client_of, chloe, name):
    answer = send(client_of(chloe), LINH, name=name)
    assert answer.status_code == 422 and "Format non pris en charge" in said(answer)


def test_file_that_is_too_large_is_refused(client_of, chloe):
    big = SimpleUploadedFile("delegates.csv", b"x" * (MAX_BYTES + 1))
    answer = client_of(chloe).post(IMPORT, {"upload": big})
    assert answer.status_code == 413


def test_confirmation_shows_a_new_preview_when_the_data_changed(client_of, chloe, bretagne):
    client = client_of(chloe)
    sent = send(client, LINH)
    make_user(
        "Linh",
        "Nguyen",
        email="linh@test.example",
        role=Role.DELEGATE,
        territory=bretagne,
        starts_on=date(2026, 1, 5),
    )
    answer = client.post(f"{sent['Location']}confirmer/")
    assert answer.status_code == 409
    assert "Les données ont changé depuis votre aperçu" in said(answer)
    assert Mandate.objects.count() == 1


def test_second_click_writes_nothing_twice(client_of, chloe):
    client = client_of(chloe)
    sent = send(client, LINH)
    assert client.post(f"{sent['Location']}confirmer/").status_code == 302
    assert client.post(f"{sent['Location']}confirmer/").status_code == 404
    assert Mandate.objects.count() == 1


def test_forgotten_file_leaves_nothing(client_of, chloe, media):
    client = client_of(chloe)
    sent = send(client, LINH)
    assert len(list(media.rglob("*.csv"))) == 1
    client.post(f"{sent['Location']}oublier/")
    assert not DelegateImport.objects.exists() and not Mandate.objects.exists()


def test_six_hundred_delegates_come_in_with_a_bounded_number_of_queries(
    chloe, django_assert_max_num_queries, client_of
):
    lines = [LINH.replace("linh", f"linh{number}") for number in range(600)]
    client = client_of(chloe)
    with django_assert_max_num_queries(
        200
    ):  # preview and confirmation; SQLite takes 999 parameters at a time
        bring_in(client, *lines)
    assert Mandate.objects.count() == 600 and Training.objects.count() == 1800
