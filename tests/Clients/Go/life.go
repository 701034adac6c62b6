// A guest's life by the client library in pure Go, which shares no line with libvirt's own.
package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"sort"
	"strings"
	"time"

	"github.com/digitalocean/go-libvirt"
)

func say(what string, err error, words ...interface{}) {
	if err != nil {
		words = []interface{}{err}
	}
	fmt.Println(append([]interface{}{what + ":"}, words...)...)
}

func main() {
	socket, err := net.Dial("unix", "/run/libvirt/libvirt-sock")
	if err != nil {
		panic(err)
	}
	l := libvirt.New(socket)
	say("connect", l.Connect())
	xml, _ := os.ReadFile(os.Args[1])

	ctx, cancel := context.WithCancel(context.Background())
	events, err := l.LifecycleEvents(ctx)
	say("events", err)
	var seen []string
	done := make(chan bool)
	go func() {
		for event := range events {
			seen = append(seen, fmt.Sprint(event.Dom.Name, event.Event, event.Detail))
			if event.Event == int32(libvirt.DomainEventUndefined) {
				done <- true
			}
		}
	}()

	version, err := l.Version()
	say("version", err, version != "")
	dom, err := l.DomainDefineXML(string(xml))
	say("define", err, dom.Name)
	dom, err = l.DomainLookupByName("small")
	say("look-up", err, dom.Name, dom.ID)
	_, err = l.DomainLookupByName("nobody")
	say("nobody", err, "", libvirt.IsNotFound(err))
	say("start", l.DomainCreate(dom))
	all, count, err := l.ConnectListAllDomains(1, 0)
	say("list", err, len(all), count)
	domains, err := l.Domains()
	say("domains", err, len(domains))
	state, reason, err := l.DomainGetState(dom, 0)
	say("state", err, state, reason)
	text, err := l.DomainGetXMLDesc(dom, libvirt.DomainXMLInactive)
	say("document", err, strings.Count(text, "<"))
	_, max, memory, cpus, _, err := l.DomainGetInfo(dom)
	say("info", err, max, memory, cpus)
	stats, err := l.ConnectGetAllDomainStats([]libvirt.Domain{dom}, uint32(libvirt.DomainStatsState|libvirt.DomainStatsBlock|libvirt.DomainStatsInterface), 0)
	var names []string
	for _, param := range stats[0].Params {
		names = append(names, param.Field)
	}
	sort.Strings(names)
	say("statistics", err, names)
	tune, _, err := l.DomainGetBlockIOTune(dom, libvirt.OptString{"vda"}, 32, 0)
	say("tuning", err, len(tune))
	say("tune", l.DomainSetBlockIOTune(dom, "vda", []libvirt.TypedParam{{Field: "total_iops_sec", Value: *libvirt.NewTypedParamValueUllong(1000)}}, 1))
	answer, err := l.QEMUDomainMonitorCommand(dom, `{"execute":"query-status"}`, 0)
	say("monitor", err, strings.Contains(answer, "running"))
	var screen bytes.Buffer
	_, err = l.DomainScreenshot(dom, &screen, 0, 0)
	say("screen", err, screen.Len() > 0)
	say("suspend", l.DomainSuspend(dom))
	say("resume", l.DomainResume(dom))
	say("resume", l.DomainResume(dom))

	folder, _ := os.Getwd()
	os.MkdirAll(folder+"/pool", 0755)
	pool, err := l.StoragePoolCreateXML("<pool type='dir'><name>p</name><target><path>"+folder+"/pool</path></target></pool>", 0)
	say("pool", err, pool.Name)
	volume, err := l.StorageVolCreateXML(pool, "<volume><name>v</name><capacity>3000000</capacity></volume>", 0)
	say("volume", err, volume.Name)
	sent := bytes.Repeat([]byte("0123456789"), 300000)
	say("upload", l.StorageVolUpload(volume, bytes.NewReader(sent), 0, 0, 0))
	var got bytes.Buffer
	say("download", l.StorageVolDownload(volume, &got, 0, 0, 0))
	say("same", nil, bytes.Equal(sent, got.Bytes()))
	say("delete", l.StorageVolDelete(volume, 0))
	say("end", l.StoragePoolDestroy(pool))

	say("destroy", l.DomainDestroy(dom))
	say("destroy", l.DomainDestroy(dom))
	say("undefine", l.DomainUndefineFlags(dom, 0))
	select {
	case <-done:
	case <-time.After(60 * time.Second):
	}
	cancel()
	for _, event := range seen {
		fmt.Println("event", event)
	}
	say("disconnect", l.Disconnect())
}
