package io.jenkins.plugins.promotion.host;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import java.io.Serializable;
import java.util.ArrayList;

/** What came of a {@link Work}: a value, or the findings of a promotion exception, which lose their way between machines. */
record WorkResult<T>(T value, ArrayList<Finding> findings) implements Serializable {}
