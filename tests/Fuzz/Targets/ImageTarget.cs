using Aerostat.Engine;
using Aerostat.Model;

namespace Aerostat.Fuzz.Tests;

/// <summary>The head of an image that somebody brought, and the name of what it stands on.</summary>
sealed class ImageTarget : PlainTarget
{
    public override string Name => "image";

    public override IReadOnlyList<string> Words => ["QFI\u00fb", "json:{", "\"file\"", "\"filename\"", "\"driver\"", "\\ud800", "/a.img", "file:", "nbd://h/e", "}", "\"", ":", "qcow2", "raw"];

    protected override void Feed(ReadOnlySpan<byte> input)
    {
        var header = ImageHeader.Read(input);
        if (header.Backing is { } backing) _ = BackingChains.PathOf(backing);
    }
}
