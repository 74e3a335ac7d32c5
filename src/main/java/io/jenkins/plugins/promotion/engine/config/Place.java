package io.jenkins.plugins.promotion.engine.config;

import java.util.List;

/**
 * A value in a document, with its way there.
 *
 * @param path dotted, for example {@code environments.testing.secrets[0].name}
 * @param name the last key; empty for the document or an item of a list
 * @param key where the value's key was written; for the document, its start
 */
record Place(String path, String name, Origin key, Located value) {

    /** The value at that path, or the nearest one above it. */
    static Place find(Located document, List<Object> elements) {
        Place place = new Place("", "", document.origin(), document);
        for (Object element : elements) {
            Place next = place.child(element);
            if (next == null) {
                return place;
            }
            place = next;
        }
        return place;
    }

    private Place child(Object element) {
        if (value instanceof Located.Mapping mapping) {
            String child = String.valueOf(element);
            Located.Member member = mapping.members().get(child);
            return member == null ? null : new Place(path(child), child, member.key(), member.value());
        }
        if (value instanceof Located.Sequence sequence && element instanceof Number index) {
            if (index.intValue() >= sequence.items().size()) {
                return null;
            }
            Located item = sequence.items().get(index.intValue());
            return new Place(path + "[" + index + "]", "", item.origin(), item);
        }
        return null;
    }

    String path(String child) {
        String shortened = Words.shorten(child);
        return path.isEmpty() ? shortened : path + "." + shortened;
    }

    /** Where that key of this value was written; where the value starts, if the key is absent. */
    Origin keyOrValue(String child) {
        return value instanceof Located.Mapping mapping && mapping.members().containsKey(child)
                ? mapping.members().get(child).key()
                : value.origin();
    }
}
