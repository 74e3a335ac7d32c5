package io.jenkins.plugins.promotion.engine.secrets;

import io.jenkins.plugins.promotion.engine.health.CommandRunner;
import io.jenkins.plugins.promotion.engine.network.WebClient;
import java.time.Clock;

/**
 * What secrets need from the host.
 *
 * @param who the deployment acts for, as the audit names it
 * @param stores opens them
 * @param credentials of the host
 * @param commands runs verifications
 * @param client reaches consumers, within the host's network policy
 * @param audit is told of every access
 * @param mask of the host's log; is told of every value before anything can print it
 * @param clock tells how old versions are
 */
public record SecretHost(
        String who,
        SecretStore.Opener stores,
        CredentialSource credentials,
        CommandRunner commands,
        WebClient client,
        SecretAudit audit,
        SecretMask mask,
        Clock clock) {}
