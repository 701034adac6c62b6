using System.Net;
using Aerostat.Engine.Piloting;

namespace Aerostat.Daemon.Configuring;

/// <summary>What aerostatd.conf may say. Names and defaults are those of libvirtd.conf and qemu.conf, where they have them.</summary>
sealed record Configuration
{
    /// <summary>Null: the daemon's own group.</summary>
    public string? UnixSockGroup { get; init; }
    public uint UnixSockRoPerms { get; init; } = 0b111_111_111;
    public uint UnixSockRwPerms { get; init; } = 0b111_000_000;

    /// <summary>Null: the run folder.</summary>
    public string? UnixSockDir { get; init; }

    public int MaxClients { get; init; } = 5000;
    public int MaxClientRequests { get; init; } = 5;
    public int KeepaliveInterval { get; init; } = 5;
    public int KeepaliveCount { get; init; } = 5;

    /// <summary>4 errors, 3 warnings, 2 what changed, 1 all. libvirtd's default is 3, but our second level is few lines.</summary>
    public int LogLevel { get; init; } = 2;

    /// <summary>Null: the first of <see cref="Service.QemuUser"/> that the host has.</summary>
    public string? User { get; init; }

    /// <summary>Null: the user's own.</summary>
    public string? Group { get; init; }
    public bool DynamicOwnership { get; init; } = true;

    /// <summary>Of each QEMU: processes and threads of its user, open files, bytes of a core dump. Null: as the daemon has.</summary>
    public ulong? MaxProcesses { get; init; }
    public ulong? MaxFiles { get; init; }
    public ulong? MaxCore { get; init; }

    /// <summary>How memory is packed: raw, gzip, bzip2, xz, lzop.</summary>
    public string SaveImageFormat { get; init; } = "raw";
    public string DumpImageFormat { get; init; } = "raw";

    public string VncListen { get; init; } = "127.0.0.1";
    public int RemoteDisplayPortMin { get; init; } = 5900;
    public int RemoteDisplayPortMax { get; init; } = 65535;

    /// <summary>The memory pilot, where a domain's own policy says nothing else: off, observe or on.</summary>
    public string AutopilotMemoryMode { get; init; } = "observe";

    /// <summary>A size as "1 GiB"; null: a quarter of the guest's memory.</summary>
    public string? AutopilotMemoryFloor { get; init; }
    public int AutopilotMemoryShares { get; init; } = 1000;

    /// <summary>Seconds.</summary>
    public int AutopilotMemoryInterval { get; init; } = 2;
    public string? AutopilotMemoryHostReserve { get; init; }

    /// <summary>What all guests together may hold; null: all but the reserve.</summary>
    public string? AutopilotMemoryBudget { get; init; }

    /// <summary>A loopback address and port on which <c>/metrics</c> is served; null: it is not.</summary>
    public string? MetricsListen { get; init; }

    public static Configuration Map(ConfigMap x)
    {
        var portMin = x.Number("remote_display_port_min", v => v.RemoteDisplayPortMin, 5900, 65535);
        return new()
        {
            UnixSockGroup = x.Text("unix_sock_group", v => v.UnixSockGroup, "a group of this host, by name or number", group => Linux.Accounts.TryGroup(group) is not null),
            UnixSockRoPerms = x.Mode("unix_sock_ro_perms", v => v.UnixSockRoPerms),
            UnixSockRwPerms = x.Mode("unix_sock_rw_perms", v => v.UnixSockRwPerms),
            UnixSockDir = x.Text("unix_sock_dir", v => v.UnixSockDir, "an absolute path in quotes", Path.IsPathRooted),
            MaxClients = x.Number("max_clients", v => v.MaxClients, 1, 1_000_000),
            MaxClientRequests = x.Number("max_client_requests", v => v.MaxClientRequests, 1, 1000),
            KeepaliveInterval = x.Number("keepalive_interval", v => v.KeepaliveInterval, -1, 86_400),
            KeepaliveCount = x.Number("keepalive_count", v => v.KeepaliveCount, 0, 1000),
            LogLevel = x.Number("log_level", v => v.LogLevel, 1, 4),
            User = x.Text("user", v => v.User, "a user of this host, by name or number", user => Linux.Accounts.TryUser(user) is not null),
            Group = x.Text("group", v => v.Group, "a group of this host, by name or number", group => Linux.Accounts.TryGroup(group) is not null),
            DynamicOwnership = x.Switch("dynamic_ownership", v => v.DynamicOwnership),
            MaxProcesses = x.Limit("max_processes", v => v.MaxProcesses),
            MaxFiles = x.Limit("max_files", v => v.MaxFiles),
            MaxCore = x.Limit("max_core", v => v.MaxCore),
            SaveImageFormat = x.Text("save_image_format", v => v.SaveImageFormat, Packers, IsPacker)!,
            DumpImageFormat = x.Text("dump_image_format", v => v.DumpImageFormat, Packers, IsPacker)!,
            VncListen = x.Text("vnc_listen", v => v.VncListen, "an address, as \"127.0.0.1\"", address => IPAddress.TryParse(address, out _))!,
            RemoteDisplayPortMin = portMin,
            RemoteDisplayPortMax = x.Number("remote_display_port_max", v => v.RemoteDisplayPortMax, portMin, 65535),
            AutopilotMemoryMode = x.Text("autopilot_memory_mode", v => v.AutopilotMemoryMode, "\"off\", \"observe\" or \"on\"", mode => MemoryPolicy.ModeOf(mode) is not null)!,
            AutopilotMemoryFloor = x.Text("autopilot_memory_floor", v => v.AutopilotMemoryFloor, ASize, IsSize),
            AutopilotMemoryShares = x.Number("autopilot_memory_shares", v => v.AutopilotMemoryShares, 1, 10000),
            AutopilotMemoryInterval = x.Number("autopilot_memory_interval", v => v.AutopilotMemoryInterval, 1, 60),
            AutopilotMemoryHostReserve = x.Text("autopilot_memory_host_reserve", v => v.AutopilotMemoryHostReserve, ASize, IsSize),
            MetricsListen = x.Text("metrics_listen", v => v.MetricsListen, "a loopback address and a port, as \"127.0.0.1:9177\"", at => Metrics.MetricsDoor.AddressOf(at) is not null),
            AutopilotMemoryBudget = x.Text("autopilot_memory_budget", v => v.AutopilotMemoryBudget, ASize, IsSize),
        };
    }

    const string Packers = "\"raw\", \"gzip\", \"bzip2\", \"xz\" or \"lzop\"";

    static bool IsPacker(string word) => word is "raw" or "gzip" or "bzip2" or "xz" or "lzop";

    const string ASize = "a size in quotes, as \"1 GiB\"";

    static bool IsSize(string text) => MemoryPolicy.SizeOf(text) is not null;

    /// <summary>The memory pilot's part of it.</summary>
    public PilotSettings Pilot => new()
    {
        Mode = MemoryPolicy.ModeOf(AutopilotMemoryMode) ?? PilotMode.Observe,
        Floor = Size(AutopilotMemoryFloor),
        Shares = AutopilotMemoryShares,
        Interval = TimeSpan.FromSeconds(AutopilotMemoryInterval),
        HostReserve = Size(AutopilotMemoryHostReserve),
        Budget = Size(AutopilotMemoryBudget),
    };

    /// <summary>The same with what of another takes effect at once.</summary>
    public Configuration TakingOver(Configuration read) => this with
    {
        LogLevel = read.LogLevel,
        AutopilotMemoryMode = read.AutopilotMemoryMode,
        AutopilotMemoryFloor = read.AutopilotMemoryFloor,
        AutopilotMemoryShares = read.AutopilotMemoryShares,
        AutopilotMemoryInterval = read.AutopilotMemoryInterval,
        AutopilotMemoryHostReserve = read.AutopilotMemoryHostReserve,
        AutopilotMemoryBudget = read.AutopilotMemoryBudget,
    };

    static Values.Bytes? Size(string? text) => text is null ? null : MemoryPolicy.SizeOf(text);

    /// <summary>Taken over when it is written anew; all others hold from the next start of the daemon on.</summary>
    public static bool TakesEffectAtOnce(string setting) => setting is "log_level" || setting.StartsWith("autopilot_memory_", StringComparison.Ordinal);

    /// <summary>What libvirt's own files may hold besides.</summary>
    public static readonly HashSet<string> NotOurs =
    [
        "listen_tls", "listen_tcp", "tls_port", "tcp_port", "listen_addr", "unix_sock_admin_perms", "auth_unix_ro", "auth_unix_rw", "auth_tcp", "auth_tls",
        "tcp_min_ssf", "access_drivers", "key_file", "cert_file", "ca_file", "crl_file", "tls_no_sanity_certificate", "tls_no_verify_certificate",
        "tls_allowed_dn_list", "tls_priority", "sasl_allowed_username_list", "max_queued_clients", "max_anonymous_clients", "min_workers", "max_workers", "prio_workers",
        "admin_min_workers", "admin_max_workers", "admin_max_clients", "admin_max_queued_clients", "admin_max_client_requests", "admin_keepalive_interval",
        "admin_keepalive_count", "log_filters", "log_outputs", "audit_level", "audit_logging", "host_uuid", "host_uuid_source", "ovs_timeout",
        "security_driver", "security_default_confined", "security_require_confined", "remember_owner", "cgroup_controllers", "cgroup_device_acl",
        "snapshot_image_format", "auto_dump_path", "auto_dump_bypass_cache", "auto_start_bypass_cache",
        "hugetlbfs_mount", "bridge_helper", "set_process_name", "max_threads_per_process", "dump_guest_core",
        "mac_filter", "relaxed_acs_check", "lock_manager", "max_queued", "seccomp_sandbox", "migration_address", "migration_host", "migration_port_min",
        "migration_port_max", "log_timestamp", "nvram", "stdio_handler", "namespaces", "memory_backing_dir", "pr_helper", "slirp_helper", "dbus_daemon",
        "swtpm_user", "swtpm_group", "capability_filters", "deprecation_behavior", "sched_core", "vnc_auto_unix_socket", "vnc_tls", "vnc_sasl", "vnc_password",
        "vnc_allow_host_audio", "nographics_allow_host_audio", "remote_websocket_port_min", "remote_websocket_port_max", "spice_listen", "spice_tls", "spice_password",
    ];
}
