using Aerostat.Values;

namespace Aerostat.Model.Tests;

public sealed class NetworkFilterTests
{
    const string Filter = """
        <filter name='f' chain='ipv4-mine' priority='-700'>
          <uuid>11111111-2222-3333-4444-555555555555</uuid>
          <filterref filter='other'>
            <parameter name='IP' value='10.0.0.1'/>
            <parameter name='IP' value='10.0.0.2'/>
          </filterref>
          <rule action='accept' direction='out' priority='500'>
            <ip match='no' srcmacaddr='$MAC'/>
            <ip srcipaddr='$IP[@1]' srcipmask='24' protocol='udp' srcportstart='0x44'/>
          </rule>
          <rule action='drop' direction='inout' priority='-3' statematch='false'>
            <tcp state='NEW,ESTABLISHED' flags='SYN/ALL' comment='&apos;hello&apos;'/>
          </rule>
          <rule action='return' direction='in' priority='1000'/>
        </filter>

        """;

    [Fact]
    public void What_is_read_of_a_filter_is_written_back() => Assert.Equal(Filter, NetworkFilterXml.Write(NetworkFilterXml.Read(Filter, new() { Validate = true })));

    [Fact]
    public void A_filter_without_a_number_is_given_none_by_its_document() => Assert.Equal(Guid.Empty, NetworkFilterXml.Read("<filter name='f'/>").Uuid);

    /// <summary>One element ends where the sign of what is asked for changes.</summary>
    [Fact]
    public void What_is_asked_for_and_what_is_ruled_out_stand_apart()
    {
        var rule = Assert.IsType<FilterRule>(Assert.Single(NetworkFilterXml.Read("<filter name='f'><rule action='drop' direction='in'><arp match='no' arpsrcipaddr='1.2.3.4'/><arp opcode='1' hwtype='0x1'/></rule></filter>").Entries));
        Assert.Equal([("hwtype", "0x1", false), ("opcode", "Request", false), ("arpsrcipaddr", "1.2.3.4", true)], rule.Fields.Select(field => (field.Name, field.Value.ToString(), field.Negated)));
    }

    [Theory]
    [InlineData("$A", "A", null, 0u), InlineData("$A[3]", "A", 3u, 0u), InlineData("$A[@3]", "A", null, 3u), InlineData("$A[ @ 3 ] ", "A", null, 3u)]
    public void A_variable_is_each_of_its_values_or_one(string text, string name, uint? index, uint iterator) => Assert.Equal(new FilterVariable(name, index, iterator), FilterVariable.Parse(text));

    [Theory]
    [InlineData("$A-"), InlineData("$A[]"), InlineData("$A[x]"), InlineData("$A[@1001]"), InlineData("$A [1]")]
    public void What_is_no_variable_is_none(string text) => Assert.Null(FilterVariable.Parse(text));

    [Theory]
    [InlineData("<filter/>", ErrorCode.InternalError, "filter has no name")]
    [InlineData("<filter name='../f'/>", ErrorCode.XmlError, "cannot be a file's")]
    [InlineData("<filter name='f' chain='rootx'/>", ErrorCode.InvalidArg, "Invalid chain name 'rootx'")]
    [InlineData("<filter name='f'><rule action='drop' direction='in'><tcp dstportstart='70000'/></rule></filter>", ErrorCode.InternalError, "dstportstart has illegal value 70000")]
    [InlineData("<filter name='f'><rule action='drop' direction='in'><ip dstportstart='7'/></rule></filter>", ErrorCode.InternalError, "IP rule with port specification requires protocol specification")]
    [InlineData("<domain/>", ErrorCode.XmlError, "expecting root element of 'filter', not 'domain'")]
    public void A_filter_that_is_none_is_refused_in_libvirts_words(string xml, ErrorCode code, string words)
    {
        var refused = Assert.Throws<VirtException>(() => NetworkFilterXml.Read(xml));
        Assert.Equal(code, refused.Code);
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    const string Binding = """
        <filterbinding>
          <owner>
            <name>memtest</name>
            <uuid>d54df46f-1ab5-4a22-8618-4560ef5fac2c</uuid>
          </owner>
          <portdev name='vnet0'/>
          <linkdev name='eth0'/>
          <mac address='52:54:00:7b:35:93'/>
          <filterref filter='clean-traffic'>
            <parameter name='MAC' value='52:54:00:7b:35:93'/>
          </filterref>
        </filterbinding>

        """;

    [Fact]
    public void What_is_read_of_a_binding_is_written_back() => Assert.Equal(Binding, FilterBindingXml.Write(FilterBindingXml.Read(Binding, new() { Validate = true })));

    [Theory]
    [InlineData("<portdev name='vnet0'/>", "filter binding has no port dev name"), InlineData("<mac address='52:54:00:7b:35:93'/>", "filter binding has no MAC address")]
    [InlineData("<name>memtest</name>", "filter binding has no owner name"), InlineData("<uuid>d54df46f-1ab5-4a22-8618-4560ef5fac2c</uuid>", "filter binding has no owner UUID")]
    public void A_binding_that_lacks_a_part_is_refused(string part, string words) =>
        Assert.Contains(words, Assert.Throws<VirtException>(() => FilterBindingXml.Read(Binding.Replace(part, "", StringComparison.Ordinal))).Message, StringComparison.Ordinal);
}
