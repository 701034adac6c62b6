namespace Aerostat.Engine.Saving;

/// <summary>A long work on a guest, as far as a restarted daemon must know of it.</summary>
/// <param name="Resume">The guest stands still for it, and goes on where it comes to nothing.</param>
/// <param name="File">What it fills, or goes on from; null: none that must be sealed.</param>
/// <param name="IsWritten">All is in the file: from here on the guest is a saved one, and does not go on.</param>
public sealed record JobMark(JobOperation Operation, bool Resume, string? File, bool IsWritten = false);
