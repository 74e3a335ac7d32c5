package io.jenkins.plugins.promotion.engine.config;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.Optional;

/** The minutes in which nothing is deployed: every minute that matches a five-field cron expression in a time zone. */
public final class FreezeWindow {

    /** Every pattern of month, day and weekday has repeated or ended after that. */
    private static final int LONGEST_DAYS = 366 * 8;

    private final String cron;
    private final ZoneId zone;
    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet daysOfMonth;
    private final BitSet months;
    private final BitSet daysOfWeek;
    /** As crontab(5): a day matches either of both day fields, unless one of them starts with a star. */
    private final boolean eitherDay;

    private FreezeWindow(String cron, ZoneId zone, String[] fields) {
        this.cron = cron;
        this.zone = zone;
        minutes = CronField.MINUTE.parse(fields[0]);
        hours = CronField.HOUR.parse(fields[1]);
        daysOfMonth = CronField.DAY_OF_MONTH.parse(fields[2]);
        months = CronField.MONTH.parse(fields[3]);
        daysOfWeek = CronField.DAY_OF_WEEK.parse(fields[4]);
        eitherDay = !fields[2].startsWith("*") && !fields[4].startsWith("*");
    }

    /** @throws IllegalArgumentException if the expression is not a five-field cron expression */
    public static FreezeWindow of(Environment.Freeze freeze) {
        return of(freeze.cron(), freeze.zone());
    }

    /** @throws IllegalArgumentException if {@code cron} is not a five-field cron expression; the message says where */
    public static FreezeWindow of(String cron, ZoneId zone) {
        String[] fields = cron.strip().split("\\s+");
        if (fields.length != 5) {
            throw new IllegalArgumentException(
                    "a cron expression is minute hour day month weekday, but this has " + fields.length + " fields");
        }
        return new FreezeWindow(cron, zone, fields);
    }

    /** Whether nothing may be deployed at that instant. */
    public boolean contains(Instant instant) {
        return matches(instant.atZone(zone));
    }

    /**
     * The first instant, at or after the given one, at which deployments are allowed; empty if the window never ends.
     * An instant outside the window is its own answer; otherwise the answer is the start of a minute.
     */
    public Optional<Instant> endsAfter(Instant instant) {
        ZonedDateTime time = instant.atZone(zone);
        LocalDate lastDay = time.toLocalDate().plusDays(LONGEST_DAYS);
        while (matches(time)) {
            if (time.toLocalDate().isAfter(lastDay)) {
                return Optional.empty();
            }
            time = coversWholeDays()
                    ? time.toLocalDate().plusDays(1).atStartOfDay(zone)
                    : time.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
        }
        return Optional.of(time.toInstant());
    }

    private boolean coversWholeDays() {
        return minutes.cardinality() == 60 && hours.cardinality() == 24;
    }

    private boolean matches(ZonedDateTime time) {
        return minutes.get(time.getMinute())
                && hours.get(time.getHour())
                && months.get(time.getMonthValue())
                && matchesDay(time);
    }

    private boolean matchesDay(ZonedDateTime time) {
        boolean dayOfMonth = daysOfMonth.get(time.getDayOfMonth());
        boolean dayOfWeek = daysOfWeek.get(time.getDayOfWeek().getValue() % 7);
        return eitherDay ? dayOfMonth || dayOfWeek : dayOfMonth && dayOfWeek;
    }

    @Override
    public String toString() {
        return cron + " " + zone;
    }
}
