"""The currencies that people can be paid in. Knows codes only: amounts are whole minor units, wherever they stand."""

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

# ISO 4217, list one of 2026, without funds, metals, accounting units and test codes. pycountry (23 MB), which
# pydantic-extra-types asks for as well, and Babel (33 MB) hold the same and would double what is installed.
CURRENCIES = frozenset(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP
    CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR
    IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU
    MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG
    SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV
    WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
    """.split()  # noqa: SIM905
)
DEFAULT_CURRENCY = "EUR"


def _in_use(code: str) -> str:
    if code not in CURRENCIES:
        raise PydanticCustomError("currency", "an ISO 4217 code such as EUR or USD")
    return code


Currency = Annotated[str, AfterValidator(_in_use), Field(json_schema_extra={"pattern": "^[A-Z]{3}$"})]
