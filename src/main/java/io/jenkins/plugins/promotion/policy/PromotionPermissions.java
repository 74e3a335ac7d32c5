package io.jenkins.plugins.promotion.policy;

import hudson.model.Item;
import hudson.security.Permission;
import hudson.security.PermissionGroup;
import hudson.security.PermissionScope;
import io.jenkins.plugins.promotion.Messages;
import jenkins.model.Jenkins;

/** What people may do with environments. */
public final class PromotionPermissions {
    public static final PermissionGroup GROUP =
            new PermissionGroup(PromotionPermissions.class, Messages._PromotionPermissions_title());

    /** See deployments. */
    public static final Permission VIEW =
            new Permission(GROUP, "View", Messages._PromotionPermissions_view(), Item.READ, PermissionScope.ITEM);

    /** Have an answer to an approval gate counted. */
    public static final Permission APPROVE = new Permission(
            GROUP, "Approve", Messages._PromotionPermissions_approve(), Item.BUILD, PermissionScope.ITEM);

    /** Have a build return an environment to an earlier release. */
    public static final Permission ROLLBACK = new Permission(
            GROUP, "Rollback", Messages._PromotionPermissions_rollback(), Item.BUILD, PermissionScope.ITEM);

    /** Change the policy. */
    public static final Permission CONFIGURE = new Permission(
            GROUP,
            "Configure",
            Messages._PromotionPermissions_configure(),
            Jenkins.ADMINISTER,
            PermissionScope.JENKINS);

    private PromotionPermissions() {}
}
