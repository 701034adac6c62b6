using Aerostat.Engine.Domains;
using Aerostat.Engine.Store;
using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.Tests.Store;

/// <summary>The balloon's figures, written over where they stand in a status file.</summary>
public sealed class BalloonPlaceTests : IDisposable
{
    const string Boot = "8d4f9e0c-1f2b-4a53-9c63-6b8f2b1f6f11";

    readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    static DomainState Guest { get; } = new("guest", Guid.NewGuid(), null, new()
    {
        Id = 1,
        Live = DomainXml.Read("<domain type='qemu'><name>guest</name><memory>32768</memory><os><type arch='x86_64' machine='q35'>hvm</type></os></domain>", new() { Live = true }),
        Process = new(1234, 5678, Boot),
        Emulator = "/usr/bin/qemu-system-x86_64",
        Folder = "/run/guest",
    }, new(RunPhase.Running, 1), false);

    static DomainState With(ulong? target, ulong? order) =>
        Guest with { Running = Guest.Running! with { BalloonTarget = target is { } t ? new(t) : null, BalloonOrder = order is { } o ? new(o) : null } };

    public static TheoryData<ulong?, ulong?> Figures => new() { { null, null }, { 0, null }, { null, 25165824 }, { 25165824, 25165824 }, { ulong.MaxValue, ulong.MaxValue } };

    [Theory, MemberData(nameof(Figures))]
    public void The_file_is_as_if_written_whole(ulong? target, ulong? order)
    {
        foreach (var (was, had) in new (ulong?, ulong?)[] { (null, null), (ulong.MaxValue, 7) })
        {
            File.WriteAllBytes(path, StatusFile.Write(With(was, had), Boot));
            var next = With(target, order);
            Assert.True(BalloonPlace.IsAll(With(was, had), next));
            Assert.True(BalloonPlace.TryWrite(path, next.Running!));
            Assert.Equal(StatusFile.Write(next, Boot), File.ReadAllBytes(path));
            var read = StatusFile.Read(File.ReadAllText(path), Boot).State!.Running!;
            Assert.Equal((next.Running!.BalloonTarget, next.Running.BalloonOrder), (read.BalloonTarget, read.BalloonOrder));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{ "format": 1, "boot": "b", "balloon-target": 25165824, "balloon-order": null, "name": "of an older daemon" }""")]
    [InlineData("""{ "balloon-target":             25165824""")]
    public void Another_file_is_left_alone(string text)
    {
        File.WriteAllText(path, text);
        Assert.False(BalloonPlace.TryWrite(path, With(1, 1).Running!));
        Assert.Equal(text, File.ReadAllText(path));
    }

    [Fact]
    public void A_file_that_is_not_there_is_not_made()
    {
        File.Delete(path);
        Assert.False(BalloonPlace.TryWrite(path, With(1, 1).Running!));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void What_differs_otherwise_is_more_than_the_balloon()
    {
        var next = With(1, 1);
        Assert.False(BalloonPlace.IsAll(Guest, next with { Phase = new(RunPhase.Paused, 1) }));
        Assert.False(BalloonPlace.IsAll(Guest, next with { Running = next.Running! with { Leaving = ["disk"] } }));
        Assert.False(BalloonPlace.IsAll(Guest, next with { Running = null }));
        Assert.False(BalloonPlace.IsAll(Guest with { Running = null }, next));
    }
}
