namespace Aerostat.Fuzz.Tests;

/// <summary>Something that strangers feed: any bytes at all end in what it is for, or in one of its documented exceptions.</summary>
abstract class Target
{
    public abstract string Name { get; }

    /// <summary>Words that mean something to it.</summary>
    public virtual IReadOnlyList<string> Words => [];

    /// <summary>Feeds it. What is documented is caught here; all else is a find.</summary>
    public abstract ValueTask FeedAsync(byte[] input);

    public static IReadOnlyList<Target> All { get; } = [new XdrTarget(), new FramingTarget(), new XmlTarget(), new QmpTarget(), new AgentTarget(), new ConfigurationTarget(), new StatusTarget(), new ImageTarget()];
}
