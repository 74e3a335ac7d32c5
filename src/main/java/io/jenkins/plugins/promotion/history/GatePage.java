package io.jenkins.plugins.promotion.history;

import hudson.Extension;
import hudson.model.PageDecorator;

/** Has the page on which an approval is asked for keep the lines of the plan, which Jenkins' input runs together in a heading. */
@Extension
public final class GatePage extends PageDecorator {}
