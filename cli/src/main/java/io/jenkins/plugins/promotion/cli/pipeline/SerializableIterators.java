package io.jenkins.plugins.promotion.cli.pipeline;

import com.cloudbees.groovy.cps.impl.Caller;
import java.io.Serializable;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;

/** A Groovy category: loops over collections that can be saved in their middle. Java's own iterators and views cannot. */
public final class SerializableIterators {

    private SerializableIterators() {}

    public static <E> Iterator<E> iterator(List<E> list) {
        return new Position<>(list);
    }

    public static <E> Iterator<E> iterator(Set<E> set) {
        return new Position<>(new ArrayList<>(set));
    }

    public static <E> Iterator<E> iterator(E[] array) {
        return new Position<>(Arrays.asList(array));
    }

    public static <K, V> Iterator<Map.Entry<K, V>> iterator(Map<K, V> map) {
        return new Position<>(new ArrayList<>(entries(map)));
    }

    public static <K, V> Set<Map.Entry<K, V>> entrySet(Map<K, V> map) {
        return calledByScript(map, "entrySet") ? entries(map) : map.entrySet();
    }

    public static <K, V> Set<Map.Entry<K, V>> entrySet(SortedMap<K, V> map) {
        return entrySet((Map<K, V>) map);
    }

    public static <K> Set<K> keySet(Map<K, ?> map) {
        return calledByScript(map, "keySet") ? new LinkedHashSet<>(map.keySet()) : map.keySet();
    }

    public static <K> Set<K> keySet(SortedMap<K, ?> map) {
        return keySet((Map<K, ?>) map);
    }

    public static <V> Collection<V> values(Map<?, V> map) {
        return calledByScript(map, "values") ? new ArrayList<>(map.values()) : map.values();
    }

    public static <V> Collection<V> values(SortedMap<?, V> map) {
        return values((Map<?, V>) map);
    }

    private static <K, V> Set<Map.Entry<K, V>> entries(Map<K, V> map) {
        Set<Map.Entry<K, V>> entries = new LinkedHashSet<>();
        map.entrySet().forEach(entry -> entries.add(new AbstractMap.SimpleImmutableEntry<>(entry)));
        return entries;
    }

    /** Code that is not transformed keeps the live view, which writes through to the map. */
    private static boolean calledByScript(Object map, String method) {
        return Caller.isAsynchronous(map, method) || Caller.isAsynchronous(SerializableIterators.class, method, map);
    }

    /** A place in a list. */
    private static final class Position<E> implements Iterator<E>, Serializable {
        private static final long serialVersionUID = 1L;

        private final List<E> list;
        private int next;

        Position(List<E> list) {
            this.list = list;
        }

        @Override
        public boolean hasNext() {
            return next < list.size();
        }

        @Override
        public E next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return list.get(next++);
        }

        @Override
        public void remove() {
            list.remove(--next);
        }
    }
}
