"""Relations and migrations point down the four layers, and leave no back door for the ORM."""

from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.db import migrations

LAYER = {"people": 0, "audit": 0, "web": 0, "notifications": 1, "pmp": 2, "groups": 3}
OURS = [apps.get_app_config(label) for label in LAYER]


def own_fields():
    for config in OURS:
        for model in config.get_models():
            for field in model._meta.get_fields():
                if field.is_relation and not field.auto_created and field.related_model:
                    yield model, field


def test_relations_across_apps_have_no_way_back():
    open_doors = [
        f"{model._meta.label}.{field.name}"
        for model, field in own_fields()
        if field.related_model._meta.app_label != model._meta.app_label and not field.remote_field.hidden
    ]

    assert open_doors == []


def test_relations_point_down_or_sideways():
    upward = [
        f"{model._meta.label}.{field.name}"
        for model, field in own_fields()
        if LAYER.get(field.related_model._meta.app_label, 0) > LAYER[model._meta.app_label]
    ]

    assert upward == []


def test_migrations_depend_only_downwards():
    upward = []
    for config in OURS:
        module = f"{config.name}.migrations"
        for name in migration_names(module):
            migration = import_module(f"{module}.{name}").Migration
            assert issubclass(migration, migrations.Migration)
            upward += [
                f"{config.label}.{name} on {label}"
                for label, _ in migration.dependencies
                if LAYER.get(label, 0) > LAYER[config.label]
            ]

    assert upward == []


def migration_names(module):
    try:
        folder = Path(import_module(module).__file__).parent
    except ModuleNotFoundError:
        return []
    return sorted(path.stem for path in folder.glob("0*.py"))
