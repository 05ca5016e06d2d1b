"""Reference data a system administrator keeps by hand: the calendar and the bureau's values for unread limits."""

from django.contrib import admin

from enforcement.rulebook.models import CalendarDay, HolidayYear, Setting


@admin.register(CalendarDay)
class CalendarDays(admin.ModelAdmin):
    list_display = ("day", "kind", "name", "source")
    list_filter = ("kind",)
    date_hierarchy = "day"


@admin.register(HolidayYear)
class HolidayYears(admin.ModelAdmin):
    list_display = ("year", "announced", "official_workdays", "notice")


@admin.register(Setting)
class Settings(admin.ModelAdmin):
    list_display = ("row_id", "value", "note")
