using Aerostat.Protocol;

namespace Aerostat.Server;

/// <summary>What any daemon answers by the connection alone.</summary>
public static class SessionProcedures
{
    public static ProcedureTable AddSessionProcedures(this ProcedureTable table) => table
        .On(Remote.AuthList, _ => new AuthListRet([AuthType.None])) // the kernel has told who it is
        .On(Remote.ConnectClose, call => call.Session.Close())
        .On(Remote.ConnectRegisterCloseCallback, _ => { }) // a closed socket is the callback
        .On(Remote.ConnectUnregisterCloseCallback, _ => { });
}
