package io.jenkins.plugins.promotion.engine.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.promotion.engine.secrets.LeakScan.Leak;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeakScanTest {
    private static final String MARK = "LEAK-me/if+you can'7Qz";

    private final LeakScan scan = LeakScan.of(MARK, "another-mark-81");

    @TempDir
    Path folder;

    @BeforeEach
    void writeSomethingHarmless() throws IOException {
        Files.createDirectories(folder.resolve("logs"));
        Files.writeString(folder.resolve("logs/run.log"), "deployed v42 with db-password v7\n".repeat(1_000));
    }

    @Test
    void shouldFindNothingWhereNothingIs() throws IOException {
        assertThat(scan.scan(folder)).isEmpty();
    }

    @Test
    void shouldSayWhereItIsAndInWhatForm() throws IOException {
        Files.writeString(folder.resolve("logs/run.log"), "12345 " + MARK);
        Files.writeString(folder.resolve("state"), "another-mark-81");

        assertThat(scan.scan(folder)).contains(new Leak("logs/run.log", 6, "raw"), new Leak("state", 0, "raw"));
    }

    @Test
    void shouldFindEveryFormAmongBytesThatAreNoText() throws IOException {
        byte[] utf8 = MARK.getBytes(StandardCharsets.UTF_8);
        assertFound(
                "base64 core", Base64.getEncoder().encode(("alice:" + MARK + "\n").getBytes(StandardCharsets.UTF_8)));
        assertFound("base64 core", Base64.getEncoder().encode(("bob:" + MARK + "\n").getBytes(StandardCharsets.UTF_8)));
        assertFound(
                "base64 core", Base64.getEncoder().encode(("carol:!" + MARK + "\n").getBytes(StandardCharsets.UTF_8)));
        assertFound("base64", Base64.getEncoder().encode(utf8));
        assertFound("url", "LEAK-me%2Fif%2Byou+can%277Qz".getBytes(StandardCharsets.UTF_8));
        assertFound("url", "LEAK-me%2Fif%2Byou%20can'7Qz".getBytes(StandardCharsets.UTF_8));
        assertFound("json", "LEAK-me\\/if+you can'7Qz".getBytes(StandardCharsets.UTF_8));
        assertFound("xml", "LEAK-me/if+you can&#39;7Qz".getBytes(StandardCharsets.UTF_8));
        assertFound("shell", "LEAK-me/if+you can'\\''7Qz".getBytes(StandardCharsets.UTF_8));
        assertFound("utf-16", MARK.getBytes(StandardCharsets.UTF_16LE));
        assertFound("utf-16", MARK.getBytes(StandardCharsets.UTF_16BE));
    }

    @Test
    void shouldFindALineOfAValueThatHasSeveral() throws IOException {
        Files.writeString(folder.resolve("out"), "x second-line-3 y");

        assertThat(LeakScan.of("first-line-2\nsecond-line-3\n").scan(folder))
                .containsExactly(new Leak("out", 2, "line, raw"));
    }

    @Test
    void shouldLookIntoArchives() throws IOException {
        Files.write(
                folder.resolve("report.zip"), zip("inner/state.json.gz", gzip(MARK.getBytes(StandardCharsets.UTF_8))));

        assertThat(scan.scan(folder)).contains(new Leak("report.zip!inner/state.json.gz!gzip", 0, "raw"));
    }

    @Test
    void shouldScanATornArchiveAsFarAsItGoes() throws IOException {
        byte[] content = (MARK + "x".repeat(100)).getBytes(StandardCharsets.UTF_8);
        byte[] packed = gzip(content);
        Files.write(folder.resolve("torn.gz"), Arrays.copyOf(packed, packed.length - 8));
        Files.write(folder.resolve("header.gz"), new byte[] {0x1f, (byte) 0x8b, 8});
        Files.write(folder.resolve("header.zip"), new byte[] {'P', 'K', 3, 4, 1});

        assertThat(scan.scan(folder)).contains(new Leak("torn.gz!gzip", 0, "raw"));
    }

    @Test
    void shouldLookAtNamesOfFiles() throws IOException {
        Files.createFile(folder.resolve("another-mark-81.tmp"));

        assertThat(scan.scan(folder)).contains(new Leak("another-mark-81.tmp (name)", 0, "raw"));
    }

    @Test
    void shouldRefuseAMarkThatIsFoundEverywhere() {
        assertThatThrownBy(() -> LeakScan.of("abc")).isInstanceOf(IllegalArgumentException.class);
    }

    private void assertFound(String encoding, byte[] form) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(new byte[] {0, -1, -128, 'L', 'E', 'A'});
        bytes.write(form);
        bytes.write(new byte[] {-2, 7});
        Files.write(folder.resolve("bytes"), bytes.toByteArray());

        assertThat(scan.scan(folder)).extracting(Leak::encoding).as(encoding).contains(encoding);
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] zip(String name, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content);
        }
        return bytes.toByteArray();
    }
}
