using Aerostat.Autopilot;
using Aerostat.Engine.Piloting;
using Aerostat.Values;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aerostat.Engine.Tests;

/// <summary>What the pilot has learned outlives its daemon.</summary>
public sealed class PilotNotebookTests : IDisposable
{
    readonly Folders folders = Folders.Under(Directory.CreateTempSubdirectory("aerostat-notebook-").FullName);

    string File => Path.Combine(folders.Run, "memory-pilot.json");

    PilotNotebook Notebook()
    {
        Directory.CreateDirectory(folders.Run);
        return new(folders, NullLogger.Instance, TimeProvider.System);
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(folders.Run)!, recursive: true);

    static PilotMemory Having(params string[] guests) =>
        Balloons.Decide(new(1, new(), guests.Select(name => new GuestMemory(name) { Balloon = true, Up = 70, Maximum = Bytes.Gib(1), Actual = Bytes.Gib(1) }).ToValueList()), new(), PilotMemory.Empty).Memory;

    [Fact]
    public void What_is_written_at_the_end_is_read_at_the_next_start()
    {
        Assert.Empty(Notebook().Read());
        Notebook().Keep(Having("web"), Having("web", "db"), last: true);
        Assert.Equal(["web", "db"], Notebook().Read().Select(lesson => lesson.Guest));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[{\"Guest\":")]
    [InlineData("{}")]
    [InlineData("[null, 7]")]
    public void What_cannot_be_read_is_not_known(string text)
    {
        var notebook = Notebook();
        System.IO.File.WriteAllText(File, text);
        Assert.Empty(notebook.Read());
    }

    [Fact]
    public void Where_it_cannot_be_written_the_pilot_flies_on()
    {
        var notebook = Notebook();
        Directory.CreateDirectory(File);
        notebook.Keep(Having("web"), PilotMemory.Empty, last: true);
        Assert.Empty(notebook.Read());
    }
}
