using Aerostat.Model;

namespace Aerostat.Qemu;

/// <summary>Where a guest's sound goes on the host.</summary>
static class AudioParts
{
    extension(Audio audio)
    {
        /// <summary>The JSON of <c>-audiodev</c>.</summary>
        public Props Audiodev() => Props.Empty
            .With("id", $"audio{audio.Id}")
            .With("driver", audio.Type switch { AudioType.File => "wav", AudioType.Pulseaudio => "pa", _ => audio.Type.Word() })
            .With("timer-period", audio.TimerPeriod)
            .With("path", audio.Type is AudioType.File ? audio.Path : null)
            .With("server", audio.Type is AudioType.Pulseaudio ? audio.ServerName : null)
            .With("try-mmap", audio.TryMMap).With("exclusive", audio.Exclusive).With("dsp-policy", audio.DspPolicy)
            .With("in", Stream(audio.Input))
            .With("out", Stream(audio.Output));
    }

    static Props? Stream(AudioStream? stream) => stream is null ? null : Props.Empty
        .With("mixing-engine", stream.MixingEngine)
        .With("fixed-settings", stream.FixedSettings)
        .With("voices", stream.Voices)
        .With("buffer-length", stream.BufferLength)
        .With("frequency", stream.Settings?.Frequency)
        .With("channels", stream.Settings?.Channels)
        .With("format", stream.Settings?.Format?.Word())
        .With("dev", stream.Device)
        .With("name", stream.Name)
        .With("stream-name", stream.StreamName)
        .With("latency", stream.Latency)
        .With("server-name", stream.ServerName)
        .With("client-name", stream.ClientName)
        .With("connect-ports", stream.ConnectPorts)
        .With("exact-name", stream.ExactName)
        .With("buffer-count", stream.BufferCount)
        .With("try-poll", stream.TryPoll)
        .OrNull();
}
