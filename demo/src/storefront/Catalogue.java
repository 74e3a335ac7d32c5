package storefront;

import java.util.List;
import java.util.Locale;

/** What the shop sells. */
final class Catalogue {
    private static final List<Product> PRODUCTS = List.of(
            new Product("lamp", "Reading lamp", 3900),
            new Product("mug", "Enamel mug", 1250),
            new Product("clock", "Station clock", 8900),
            new Product("stool", "Oak stool", 11900));

    private final Storefront.Settings settings;
    private final String json;

    Catalogue(Storefront.Settings settings) {
        this.settings = settings;
        StringBuilder text = new StringBuilder("[");
        for (Product product : PRODUCTS) {
            text.append(text.length() > 1 ? "," : "")
                    .append("{\"id\":\"%s\",\"name\":\"%s\",\"cents\":%d}"
                            .formatted(product.id(), product.name(), product.cents()));
        }
        json = text.append("]").toString();
    }

    int size() {
        return PRODUCTS.size();
    }

    String json() {
        return json;
    }

    String page(int visits) {
        StringBuilder rows = new StringBuilder();
        String currency = escaped(settings.configuration().getProperty("shop.currency", "EUR"));
        for (Product product : PRODUCTS) {
            rows.append(
                    "<tr><td>%s<td align=right>%.2f %s\n".formatted(product.name(), product.cents() / 100.0, currency));
        }
        return """
                <!doctype html>
                <html lang="en"><meta charset="utf-8"><title>%1$s</title>
                <body style="font-family: sans-serif; border-top: 1em solid %2$s; margin: 0; padding: 2em">
                <h1>%1$s</h1>
                <p>Release <b>%3$s</b>, slot <b>%2$s</b>. Your visits: %4$d.</p>
                <table cellpadding="6">
                %5$s</table>
                """.formatted(
                        escaped(settings.configuration().getProperty("shop.title", "Storefront")),
                        settings.slot().toLowerCase(Locale.ROOT),
                        escaped(settings.version()),
                        visits,
                        rows);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private record Product(String id, String name, int cents) {}
}
