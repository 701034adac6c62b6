using System.Text.Json;
using Aerostat.Engine.Store;
using Aerostat.Linux;
using Aerostat.Model;
using Microsoft.Extensions.Logging;

namespace Aerostat.Engine.NetworkFilters;

/// <summary>Filters in force as files: each is there before the first of its rules, and goes after the last.</summary>
sealed class BindingStore(Folders folders, string boot, ILogger logger)
{
    string Folder => Path.Combine(folders.Run, "nwfilter-binding");

    string FileOf(string port) => Path.Combine(Folder, $"{port}.json");

    public void Write(BoundPort bound) => Put(bound.Port, JsonSerializer.Serialize(new BindingStatus { Boot = boot, Xml = FilterBindingXml.Write(bound.Binding), Addresses = [.. bound.Addresses] }, BindingJson.Default.BindingStatus));

    public void Remove(string port) => Put(port, null);

    /// <exception cref="VirtException"><see cref="ErrorCode.SystemError"/>: the folder does not take it.</exception>
    void Put(string port, string? text) =>
        DocumentFolder.Keep($"the filter of port '{port}'", ErrorDomain.Nwfilter, folders.Run, () => DocumentFolder.Put(FileOf(port), text, durable: false));

    /// <summary>What was in force before; of another boot of the host nothing is.</summary>
    public IReadOnlyList<BoundPort> Load()
    {
        DocumentFolder.MakeOwn(Folder);
        List<BoundPort> found = [];
        foreach (var file in Directory.EnumerateFiles(Folder, "*.json"))
        {
            try
            {
                var status = JsonSerializer.Deserialize(File.ReadAllText(file), BindingJson.Default.BindingStatus) ?? throw new JsonException("empty");
                if (status.Format != BindingStatus.Current) throw new JsonException($"format {status.Format} is of another aerostatd; this one knows {BindingStatus.Current}");
                if (status.Boot == boot) found.Add(new(FilterBindingXml.Read(status.Xml), [.. status.Addresses]));
                else Files.Remove(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or VirtException)
            {
                Log.FileNotUnderstood(logger, file, e.Message);
            }
        }
        return found;
    }
}
