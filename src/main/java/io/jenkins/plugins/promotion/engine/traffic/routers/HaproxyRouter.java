package io.jenkins.plugins.promotion.engine.traffic.routers;

import static io.jenkins.plugins.promotion.engine.traffic.RouterException.Effect.NONE;
import static io.jenkins.plugins.promotion.engine.traffic.RouterException.Effect.UNKNOWN;
import static io.jenkins.plugins.promotion.engine.traffic.Slot.BLUE;
import static io.jenkins.plugins.promotion.engine.traffic.Slot.GREEN;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.traffic.RouterException;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficRouter;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Moves traffic in a running HAProxy, without a reload: one entry of a map names the backend that serves the environment,
 * and the servers of one more backend carry the weights of a canary.
 */
final class HaproxyRouter implements TrafficRouter {
    private static final Pattern MAP_ENTRY =
            Pattern.compile("found=yes\\b.*\\bkey=\"([^\"]*)\".*\\bvalue=\"([^\"]*)\"");
    private static final Pattern WEIGHT = Pattern.compile("(\\d{1,3}) \\(initial \\d+\\)");
    /** What the Runtime API takes for one word: no blank, separator or escape. */
    private static final Pattern WORD = Pattern.compile("[\\w./:@#+~%-]+");

    private final RuntimeApi api;
    private final String entry;
    private final String blue;
    private final String green;
    private final String split;

    HaproxyRouter(Settings settings) throws PromotionException {
        String key = settings.matching("key", WORD);
        api = new RuntimeApi(settings.text("address"));
        entry = settings.matching("map", WORD) + " " + key;
        Settings backends = settings.object("backends");
        blue = backends.matching("blue", key + "-blue", WORD);
        green = backends.matching("green", key + "-green", WORD);
        split = backends.matching("split", key + "-split", WORD);
    }

    @Override
    public TrafficSplit read() throws RouterException, InterruptedException {
        List<String> answers = api.query("get map " + entry, weightOf(BLUE), weightOf(GREEN));
        String backend = mapped(answers.get(0)).orElseThrow(() -> refused(NONE, "get map " + entry, answers.get(0)));
        if (backend.equals(blue)) {
            return TrafficSplit.allTo(BLUE);
        }
        if (backend.equals(green)) {
            return TrafficSplit.allTo(GREEN);
        }
        if (backend.equals(split)) {
            return weights(answers.get(1), answers.get(2));
        }
        throw failure(
                NONE,
                "map entry " + entry,
                blue + ", " + green + " or " + split,
                backend,
                "correct the map, or traffic.haproxy.backends");
    }

    @Override
    public void apply(TrafficSplit wanted) throws RouterException, InterruptedException {
        Optional<Slot> sole = wanted.sole();
        if (sole.isPresent()) {
            pointTo(backendOf(sole.get()));
            return;
        }
        // Weights first: as long as the map names a slot's own backend, nobody is routed by them.
        setWeights(wanted);
        try {
            pointTo(split);
        } catch (RouterException e) {
            throw new RouterException(UNKNOWN, "the weights are set, but: " + e.getMessage(), e);
        }
    }

    private void pointTo(String backend) throws RouterException, InterruptedException {
        String look = "get map " + entry;
        String change = "set map " + entry + " " + backend;
        List<String> answers = api.change(change, look);
        if (answers.get(0).startsWith("entry not found")) {
            change = "add map " + entry + " " + backend;
            answers = api.change(change, look);
        }
        if (!answers.get(0).isEmpty()) {
            throw refused(NONE, change, answers.get(0));
        }
        String now = mapped(answers.get(1)).orElse("no entry");
        if (!now.equals(backend)) {
            throw failure(
                    UNKNOWN,
                    "map entry " + entry,
                    backend,
                    now,
                    "look who else changes this map: a deployment owns its entry");
        }
    }

    private void setWeights(TrafficSplit wanted) throws RouterException, InterruptedException {
        String setBlue = "set weight " + server(BLUE) + " " + wanted.blue();
        String setGreen = "set weight " + server(GREEN) + " " + wanted.green();
        List<String> answers = api.change(setBlue, setGreen, weightOf(BLUE), weightOf(GREEN));
        boolean blueRefused = !answers.get(0).isEmpty();
        boolean greenRefused = !answers.get(1).isEmpty();
        if (blueRefused || greenRefused) {
            throw refused(
                    blueRefused && greenRefused ? NONE : UNKNOWN,
                    blueRefused ? setBlue : setGreen,
                    answers.get(blueRefused ? 0 : 1));
        }
        TrafficSplit now = weights(answers.get(2), answers.get(3));
        if (!now.equals(wanted)) {
            throw failure(
                    UNKNOWN,
                    "backend " + split,
                    wanted.toString(),
                    now.toString(),
                    "look who else changes these weights: a deployment owns its backend");
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>Counts the whole backend of the slot, with its queue, and the slot's server in the split backend: a request sent
     * there by the canary is still this slot's.
     */
    @Override
    public OptionalInt inFlight(Slot slot) throws RouterException, InterruptedException {
        String own = "show stat " + backendOf(slot) + " 2 -1";
        String shared = "show stat " + split + " 4 -1";
        List<String> answers = api.query(own, shared);
        int inOwn = new Statistics(own, answers.get(0)).count("BACKEND", "scur");
        if (answers.get(1).startsWith("No such proxy")) {
            return OptionalInt.of(inOwn); // blue-green only: there is no split backend to look at
        }
        Statistics inShared = new Statistics(shared, answers.get(1));
        return OptionalInt.of(
                inOwn + inShared.count(slot.toString(), "scur") + inShared.count(slot.toString(), "qcur"));
    }

    @Override
    public String describe() {
        return api + ", map entry " + entry;
    }

    private String backendOf(Slot slot) {
        return slot == BLUE ? blue : green;
    }

    private String server(Slot slot) {
        return split + "/" + slot;
    }

    private String weightOf(Slot slot) {
        return "get weight " + server(slot);
    }

    /** The value of the entry, if the answer shows exactly this key. */
    private Optional<String> mapped(String answer) {
        Matcher found = MAP_ENTRY.matcher(answer);
        return found.find() && entry.endsWith(" " + found.group(1)) ? Optional.of(found.group(2)) : Optional.empty();
    }

    private TrafficSplit weights(String blueAnswer, String greenAnswer) throws RouterException {
        int blueWeight = weight(BLUE, blueAnswer);
        int greenWeight = weight(GREEN, greenAnswer);
        if (blueWeight + greenWeight != 100) {
            throw failure(
                    NONE,
                    "backend " + split,
                    "weights that sum to 100",
                    "blue " + blueWeight + ", green " + greenWeight,
                    "give the servers weights that sum to 100, or point the map entry at " + blue + " or " + green);
        }
        return new TrafficSplit(blueWeight, greenWeight);
    }

    private int weight(Slot slot, String answer) throws RouterException {
        Matcher weight = WEIGHT.matcher(answer);
        if (!weight.matches()) {
            throw refused(NONE, weightOf(slot), answer);
        }
        return Integer.parseInt(weight.group(1));
    }

    private RouterException refused(RouterException.Effect effect, String command, String answer) {
        return refused(effect, command, answer, remedy(answer));
    }

    private RouterException refused(RouterException.Effect effect, String command, String answer, String remedy) {
        return failure(effect, "'" + command + "'", "an answer that accepts it", RuntimeApi.shorten(answer), remedy);
    }

    private String remedy(String answer) {
        if (answer.contains("found=no")) {
            return "add the entry to the map, with " + blue + " or " + green;
        }
        if (answer.startsWith("Permission denied")) {
            return "give the stats socket 'level admin'";
        }
        if (answer.startsWith("Unknown map identifier")) {
            return "set traffic.haproxy.map to the path exactly as haproxy.cfg's map() names it";
        }
        if (answer.startsWith("No such") || answer.startsWith("Can't find server") || answer.startsWith("Require")) {
            return "give HAProxy a backend " + split
                    + " with the servers blue and green, or correct traffic.haproxy.backends";
        }
        return "check the backends and the map in haproxy.cfg against traffic.haproxy";
    }

    private RouterException failure(
            RouterException.Effect effect, String subject, String expected, String butWas, String remedy) {
        return new RouterException(
                effect,
                Finding.error("traffic", api + ", " + subject, expected, butWas, remedy)
                        .toString());
    }

    /** The table that {@code show stat} answers: a header that names the columns, a line a server. */
    private final class Statistics {
        private final String command;
        private final String table;
        private final List<String> lines;
        private final List<String> columns;

        Statistics(String command, String table) throws RouterException {
            this.command = command;
            this.table = table;
            lines = table.lines().toList();
            if (lines.isEmpty() || !lines.get(0).startsWith("# ")) {
                throw refused(NONE, command, table);
            }
            columns = List.of(lines.get(0).substring(2).split(","));
        }

        int count(String server, String column) throws RouterException {
            int nameAt = columns.indexOf("svname");
            int valueAt = columns.indexOf(column);
            for (String line : lines.subList(1, lines.size())) {
                String[] fields = line.split(",", -1);
                if (nameAt >= 0 && valueAt >= 0 && fields.length > valueAt && fields[nameAt].equals(server)) {
                    return Integer.parseInt(fields[valueAt]);
                }
            }
            throw refused(NONE, command, table, "give the backend a server " + server);
        }
    }
}
