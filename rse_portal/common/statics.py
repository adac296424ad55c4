from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]

OURS = "js/*.js"  # those of packages are not modules, whatever their comments say


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Static files under names that hold their fingerprint; our scripts import one another under those names too."""

    _imports = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]
    patterns = (*CompressedManifestStaticFilesStorage.patterns, (OURS, _imports))
