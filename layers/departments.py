"""The city's departments that own layers."""

from typing import Final

from layers.declaration import Department
from layers.text import Text

CIVIC_AUTONOMY: Final = Department(
    "civic_autonomy",
    Text(
        "市民自治推進課",
        "Civic Autonomy Promotion Division",
        "市民自治推進課(しみんじちすいしんか)",
    ),
)
INDUSTRY: Final = Department(
    "industry",
    Text("産業振興課", "Industry Promotion Division", "産業振興課(さんぎょうしんこうか)"),
)
LIFELONG_LEARNING: Final = Department(
    "lifelong_learning",
    Text("生涯学習課", "Lifelong Learning Division", "生涯学習課(しょうがいがくしゅうか)"),
)
PUBLIC_FACILITIES: Final = Department(
    "public_facilities",
    Text(
        "公共施設担当課", "Public Facilities Division", "公共施設担当課(こうきょうしせつたんとうか)"
    ),
)
INFORMATION_TECHNOLOGY: Final = Department(
    "information_technology",
    Text("IT推進課", "IT Promotion Division", "IT推進課(アイティーすいしんか)"),
)

DEPARTMENTS: Final = (
    CIVIC_AUTONOMY,
    INDUSTRY,
    LIFELONG_LEARNING,
    PUBLIC_FACILITIES,
    INFORMATION_TECHNOLOGY,
)
