from pathlib import Path
from typing import Any

import yaml

SAMPLES: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("document_samples.yaml").read_text(encoding="utf-8")
)
