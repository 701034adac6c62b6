using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

public class EventTests
{
    [Fact]
    public async Task Virsh_follows_all_events_of_a_life()
    {
        await using var tried = await Tried.StartAsync();
        await SmallGuest.DefineAsync(tried.Virsh, "seen");
        var at = tried.Daemon.At;
        var ran = await Ran.Shell($$"""
            virsh="virsh -q -c {{tried.Daemon.Uri}}"
            qemu-img create -q -f qcow2 a.qcow2 1M; chmod 666 a.qcow2
            stdbuf -oL $virsh event --all --loop >seen.txt 2>&1 & follower=$!
            heard() { for i in $(seq 600); do grep -q "$1" seen.txt && return; sleep .1; done; echo "not heard: $1"; cat seen.txt; }
            # It says nothing until the first event: suspend and resume a guest until it does.
            $virsh start seen
            for i in $(seq 100); do $virsh suspend seen; $virsh resume seen; sleep .2; [ -s seen.txt ] && break; done
            $virsh attach-disk seen {{at["a.qcow2"]}} sdb --subdriver qcow2; heard 'device-added.*scsi0'
            $virsh setmem seen 16M
            $virsh detach-disk seen sdb; heard 'device-removed.*scsi0'
            $virsh metadata seen urn:a --key a --set '<a/>'; heard 'metadata-change'
            $virsh destroy seen; heard "lifecycle.*Stopped Destroyed"
            kill $follower; wait $follower 2>/dev/null
            grep -c "lifecycle.*Suspended Paused" seen.txt | grep -qv '^0$' && echo suspended
            """, at.Path);
        Assert.Equal("suspended", ran.Out.Trim());
    }
}
