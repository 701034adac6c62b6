namespace Aerostat.Qmp;

/// <summary>Opens a file of the guest's. Answers a number to name it by.</summary>
/// <param name="Mode">As fopen(3) takes it.</param>
public sealed record OpenGuestFile(string Path, string Mode = "r") : AgentCommand<AgentNumber>("guest-file-open");

/// <param name="Count">Bytes, at most.</param>
public sealed record ReadGuestFile(long Handle, int Count) : AgentCommand<GuestFilePart>("guest-file-read");

/// <param name="BufB64">In base64.</param>
public sealed record GuestFilePart(long Count, string BufB64, bool Eof);

public sealed record CloseGuestFile(long Handle) : AgentCommand<Empty>("guest-file-close");
