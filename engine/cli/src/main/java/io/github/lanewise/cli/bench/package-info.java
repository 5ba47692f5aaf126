/**
 * What {@code lanewise bench} measures and how it is shown. {@link io.github.lanewise.cli.bench.Bench} runs it; a {@link
 * io.github.lanewise.cli.bench.Report} is what comes of it, as text, JSON or a page.
 */
@NullMarked
package io.github.lanewise.cli.bench;

import org.jspecify.annotations.NullMarked;
