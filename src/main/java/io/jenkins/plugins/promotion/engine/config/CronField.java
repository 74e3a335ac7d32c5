package io.jenkins.plugins.promotion.engine.config;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * One of the five fields of a cron expression, as crontab(5) has them: {@code *}, {@code 3}, {@code 1-5}, {@code *}{@code /15},
 * lists of these, and names of months and weekdays.
 */
enum CronField {
    MINUTE(0, 59, List.of()),
    HOUR(0, 23, List.of()),
    DAY_OF_MONTH(1, 31, List.of()),
    MONTH(1, 12, List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
    /** 0 and 7 are both Sunday. */
    DAY_OF_WEEK(0, 7, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat"));

    private final int first;
    private final int last;
    private final List<String> names;

    CronField(int first, int last, List<String> names) {
        this.first = first;
        this.last = last;
        this.names = names;
    }

    /**
     * The values that the field matches.
     *
     * @throws IllegalArgumentException if it is not a field of this kind
     */
    BitSet parse(String text) {
        BitSet matches = new BitSet(last + 1);
        for (String part : text.split(",", -1)) {
            addRange(part, matches);
        }
        if (this == DAY_OF_WEEK && matches.get(7)) {
            matches.set(0);
            matches.clear(7);
        }
        return matches;
    }

    private void addRange(String part, BitSet matches) {
        int slash = part.indexOf('/');
        String range = slash < 0 ? part : part.substring(0, slash);
        int dash = range.indexOf('-');
        int from = range.equals("*") ? first : number(dash < 0 ? range : range.substring(0, dash));
        int to;
        if (range.equals("*")) {
            to = this == DAY_OF_WEEK ? 6 : last;
        } else if (dash >= 0) {
            to = number(range.substring(dash + 1));
        } else {
            to = slash < 0 ? from : last;
        }
        if (from > to) {
            throw new IllegalArgumentException("the " + this + " range '" + range + "' runs backwards");
        }
        int step = slash < 0 ? 1 : step(part.substring(slash + 1));
        for (int value = from; value <= to; value += step) {
            matches.set(value);
        }
    }

    private int step(String text) {
        if (!text.matches("[0-9]{1,2}") || Integer.parseInt(text) == 0) {
            throw new IllegalArgumentException("the " + this + " step '" + text + "' is not a number from 1 to 99");
        }
        return Integer.parseInt(text);
    }

    private int number(String text) {
        int named = names.indexOf(text.toLowerCase(Locale.ROOT));
        if (named >= 0) {
            return first == 1 ? named + 1 : named;
        }
        if (!text.matches("[0-9]{1,2}") || Integer.parseInt(text) < first || Integer.parseInt(text) > last) {
            throw new IllegalArgumentException("the " + this + " '" + text + "' is not from " + first + " to " + last);
        }
        return Integer.parseInt(text);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
