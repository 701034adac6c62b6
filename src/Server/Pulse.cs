using Aerostat.Protocol;

namespace Aerostat.Server;

/// <summary>Ends a connection that was never opened, or whose client answers no more.</summary>
sealed class Pulse : IDisposable
{
    readonly Session session;
    readonly ServerOptions options;
    readonly TimeProvider time;
    readonly ITimer timer;
    readonly long started;
    long heard;
    int asked;
    bool asking;

    public Pulse(Session session, ServerOptions options, TimeProvider time)
    {
        (this.session, this.options, this.time) = (session, options, time);
        heard = started = time.GetTimestamp();
        var interval = options.KeepaliveInterval > TimeSpan.Zero ? options.KeepaliveInterval : options.OpenTimeout;
        timer = time.CreateTimer(static pulse => ((Pulse)pulse!).Beat(), this, interval, interval);
    }

    public void Start() => asking = options.KeepaliveInterval > TimeSpan.Zero;

    public void Heard()
    {
        heard = time.GetTimestamp();
        asked = 0;
    }

    public void Dispose() => timer.Dispose();

    void Beat()
    {
        if (!session.IsOpen && time.GetElapsedTime(started) >= options.OpenTimeout) session.Drop("it did not open");
        if (!asking || session.IsHeld || time.GetElapsedTime(heard) < options.KeepaliveInterval) return;

        if (asked++ < options.KeepaliveCount) session.Post(Keepalive.Ping);
        else session.Drop("it does not answer");
    }
}
