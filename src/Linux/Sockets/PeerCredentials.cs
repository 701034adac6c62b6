namespace Aerostat.Linux;

/// <summary>Who is at the other end, as the kernel knew it when the connection was made.</summary>
/// <remarks>Source: <c>unix(7)</c>, SO_PEERCRED. The pid may be another process's by now.</remarks>
public readonly record struct PeerCredentials(int Pid, uint Uid, uint Gid);
