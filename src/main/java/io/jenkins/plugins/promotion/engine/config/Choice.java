package io.jenkins.plugins.promotion.engine.config;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A one-key object of the promotion file that chooses an implementation: {@code haproxy: { address: … }}.
 *
 * @param kind the key, for example {@code haproxy}
 * @param settings the object behind it, already valid by the schema
 */
public record Choice(String kind, ObjectNode settings) {}
