from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Static files under names that hold their fingerprint; scripts import one another under those names too."""

    support_js_module_import_aggregation = True
