"""Whatever the company and its size: what was planted is found to the cent, and nothing else."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.world import build
from tests.models.answer_key import found, planted
from tests.models.company import a_company
from tests.models.world_landing import land_rows

SIZES = (5, 12, 25, 50)


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6), accounts=st.sampled_from(SIZES))
def test_of_twenty_companies_in_a_mess_every_difference_is_found(seed: int, accounts: int) -> None:
    world, company = build(accounts, seed, "messy"), a_company()
    land_rows(company.settings.landing, world)

    company.build()

    assert found(company) == planted(world)


@settings(max_examples=3, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6), accounts=st.sampled_from(SIZES))
def test_of_companies_in_order_nothing_is_found(seed: int, accounts: int) -> None:
    company = a_company()
    land_rows(company.settings.landing, build(accounts, seed, "clean"))

    company.build()

    assert found(company) == set()
