/**
 * Sound through models and what stands around them: frames, spectra, masks, overlap-add, as a JSON file describes it.
 * {@link io.github.lanewise.formats.pipeline.PipelineFile} reads the file,
 * {@link io.github.lanewise.formats.pipeline.SoundPipeline} runs it.
 */
@NullMarked
package io.github.lanewise.formats.pipeline;

import org.jspecify.annotations.NullMarked;
