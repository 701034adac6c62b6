using System.Runtime.CompilerServices;
using Aerostat.Model;

namespace Aerostat.Model.Tests;

/// <summary>Documents of our own, and what libvirt 9.0 made of them by <c>virsh define</c> and <c>dumpxml --inactive --security-info</c>.</summary>
public sealed class GoldenTests
{
    static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Golden");

    [Theory]
    [InlineData("guide-virt")]
    [InlineData("guide-q35")]
    [InlineData("guide-pc")]
    public void A_defined_domain_is_dumped_as_libvirt_dumps_it(string name) =>
        Assert.Equal(File.ReadAllText(Path.Combine(Folder(), $"{name}.defined.xml")), Platforms.Dump(Platforms.Define(File.ReadAllText(Path.Combine(Folder(), $"{name}.xml")))));

    [Theory]
    [InlineData("guide-virt")]
    [InlineData("guide-q35")]
    [InlineData("guide-pc")]
    public void What_was_completed_once_keeps_its_places(string name)
    {
        var once = File.ReadAllText(Path.Combine(Folder(), $"{name}.defined.xml"));

        // Defined again, libvirt too sorts the controllers by kind; no line comes or goes.
        Assert.Equal(once.Split('\n').Order(), Platforms.Dump(Platforms.Define(once)).Split('\n').Order());
    }

    [Theory]
    [InlineData("guide-virt")]
    [InlineData("guide-q35")]
    [InlineData("guide-pc")]
    public void What_is_read_is_written_back(string name)
    {
        var text = File.ReadAllText(Path.Combine(Folder(), $"{name}.defined.xml"));
        List<string> leftOver = [];

        Assert.Equal(text, DomainXml.Write(DomainXml.Read(text, new() { LeftOver = leftOver }), new() { Secure = true }));
        Assert.Empty(leftOver);
    }
}
