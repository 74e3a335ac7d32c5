package io.jenkins.plugins.promotion.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceFolderTest {
    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void createFolder() throws IOException {
        folder = Files.createDirectories(temporary.resolve("repository/config"));
        Files.writeString(folder.resolve("base.yaml"), "a: 1");
        Files.writeString(temporary.resolve("outside.yaml"), "b: 2");
    }

    @Test
    void shouldReadAFileOfTheRepository() throws Exception {
        assertThat(tree().read("config/base.yaml")).asString().isEqualTo("a: 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside.yaml", "config/../../outside.yaml", "link.yaml", "links/outside.yaml"})
    void shouldNotLeaveTheRepository(String path) throws Exception {
        Files.createSymbolicLink(temporary.resolve("repository/link.yaml"), temporary.resolve("outside.yaml"));
        Files.createSymbolicLink(temporary.resolve("repository/links"), temporary);

        assertThatThrownBy(() -> tree().read(path)).isInstanceOf(AccessDeniedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"absent.yaml", "config", "con\0fig", ""})
    void shouldSayThatThereIsNoSuchFile(String path) {
        assertThatThrownBy(() -> tree().read(path)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void shouldRefuseAHugeFile() throws Exception {
        Files.write(folder.resolve("huge.yaml"), new byte[(1 << 20) + 1]);

        assertThatThrownBy(() -> tree().read("config/huge.yaml")).hasMessageContaining("larger than 1 MiB");
    }

    private SourceTree tree() {
        return new SourceFolder(temporary.resolve("repository"));
    }
}
