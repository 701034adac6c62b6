namespace Aerostat.Qemu.Tests;

/// <summary>A folder for one test.</summary>
sealed class Place : IAsyncDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("aerostat-qemu").FullName;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
