namespace Aerostat.Engine.Store;

/// <summary>How much of a domain's state the disk has taken.</summary>
enum Kept
{
    /// <summary>Nothing: the file tells what was before.</summary>
    Owed,

    /// <summary>What differs, into a file that was there. What was owed before still is.</summary>
    Part,

    /// <summary>All of what differs, the running state whole.</summary>
    Whole,
}
