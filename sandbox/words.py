"""The words that the pretended world is told in."""

# ruff: noqa: SIM905 - a list of words reads best as words

PREFIXES = (
    "Ash Berg Black Brand Carl Dun Ecker Falk Gren Hal Hol Iver Jans Kess Kirk Lang Lind Mar Mohr "
    "Nag Nor Oak Ost Pen Petr Quil Rein Ros Stan Sund Tal Tess Thorn Ul Vald Ven Wal West Yar Zel"
).split()
SUFFIXES = "berg dale field ford holm ley mann son stein wick".split()
WRITTEN_OTHERWISE = (
    "O'Rourke,O'Brannan,D'Angelo,D'Acosta,L'Hermite,N'Diaye,Müller,Köhler,Jäger,Åkesson,Øvergård,Fernández,Nuñez,Ibáñez,"
    "Lefèvre,Bénard,Françon,Gonçalves,Šimková,Dvořák,Żeleński,Łaska,Çelik,Saint-Cyr,Smith-Kerr,"
    "Tanaka,Nakagawa,Ishikawa,Matsuda,Kobayashi,Hayashi,McAllister,MacBride,Van der Veen,De Wit"
).split(",")
STEMS = [*WRITTEN_OTHERWISE, *(first + last for first in PREFIXES for last in SUFFIXES)]
TRADES = (
    "Aerospace,Agriculture,Analytics,Architects,Automation,Bakeries,Biotech,Breweries,Broadcasting,"
    "Cables,Castings,Ceramics,Chemicals,Cold Storage,Components,Construction,Dairy,Dental,"
    "Dyeworks,Electronics,Energy,Fabrics,Fisheries,Foods,Freight,Furniture,Glass,Hardware,Hotels,"
    "Insulation,Instruments,Joinery,Labels,Laboratories,Lighting,Logistics,Machinery,Marine,"
    "Materials,Mills,Mobility,Networks,Optics,Packaging,Paints,Paper,Pharma,Plastics,Printing,"
    "Pumps,Rail,Robotics,Seeds,Shipping,Software,Steel,Telecom,Textiles,Tooling,Water,Windows"
).split(",")
PLACES = (  # told apart from TOWNS, which only sub-customers carry
    "Alpine,Atlantic,Baltic,Boreal,Cascade,Central,Coastal,Continental,Eastern,Harbour,Highland,"
    "Inland,Island,Lakeside,Meridian,Midland,Northern,Oceanic,Pacific,Prairie,Riverside,Southern,"
    "Summit,Valley,Western"
).split(",")
TOWNS = (
    "Aarhus,Bilbao,Bristol,Dresden,Fukuoka,Ghent,Kyoto,Leeds,Lyon,Nagoya,Porto,Rennes,Tampa,Turin,"
    "Tucson,Utrecht"
).split(",")
LEGAL_FORMS = {
    "US": ("Inc.", "LLC", "Corp.", "Incorporated"),
    "CA": ("Inc.", "Ltd."),
    "GB": ("Ltd", "Limited", "PLC", "LLP"),
    "IE": ("Limited", "DAC"),
    "DE": ("GmbH", "AG", "GmbH & Co. KG"),
    "FR": ("SARL", "SA", "SAS"),
    "NL": ("B.V.", "N.V."),
    "ES": ("S.L.", "S.A."),
    "IT": ("S.r.l.", "S.p.A."),
    "JP": ("K.K.", "Co., Ltd."),
}
LONG_TAIL = " International Procurement and Services"

FIRST_NAMES = (
    "Aiko,Amélie,Anders,Beatriz,Chloé,Daniel,Elif,Emma,Farid,Giulia,Hannah,Haruto,Ines,Jack,Jürgen,"
    "Kenji,Lars,Léa,Marta,Mateo,Nadia,Noah,Olga,Pablo,Priya,Rosa,Sven,Tomás,Yuki,Zoë"
).split(",")
LAST_NAMES = (
    "Andersen,Baker,Bianchi,Carter,Demir,Dubois,Evans,Fischer,García,Hansen,Inoue,Jansen,Kaya,Keller,"
    "Lopez,Martin,Mori,Novak,O'Neill,Patel,Rossi,Sato,Schmidt,Silva,Suzuki,Turner,Vega,Weber,Yılmaz"
).split(",")
SUBJECTS = (
    "Cannot log in,Copy of an invoice please,Delivery is late,Wrong quantity delivered,"
    "Change of billing address,Question about our renewal,Credit memo missing,Order on hold?,"
    "API returns an error,Add a user,Price does not match the quote,Service interrupted"
).split(",")
MEMOS = ("", "", "", "Framework agreement", "Per e-mail", "Ship complete", "Partial delivery")
ITEMS = tuple(
    str(number) for number in (1004, 1011, 1012, 1027, 1105, 1130, 2001, 2002, 2210, 3050)
)
TAGS = ("vip", "partner", "emea", "apac", "nam", "onboarding", "legacy")
