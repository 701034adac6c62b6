using System.Reflection;

namespace Aerostat.Protocol.Tests;

public sealed class XdrTests
{
    static readonly Guid uuid = new("00112233-4455-6677-8899-aabbccddeeff");

    [Fact]
    public void A_record_is_its_fields_in_order_in_big_endian_words() => Assert.Equal(
        "00000003" + "6b766d00" + "00112233445566778899aabbccddeeff" + "ffffffff" + "0000000000040000" + "00000001",
        Hex(new DomainSetMemoryFlagsArgs(new("kvm", uuid, -1), 262144, 1)));

    [Fact]
    public void An_error_has_all_its_eleven_fields() => Assert.Equal(
        "0000002a" + "0000000a" + "00000001" + Text("Domain not found: x") + "00000002" + "00000000" +
        "00000001" + Text("Domain not found: %s") + "00000001" + Text("x") + "00000000" + "ffffffff" + "ffffffff" + "00000000",
        Hex(ErrorRecord.Of(Values.ErrorCode.NoDomain, Values.ErrorDomain.Qemu, "x")));

    [Fact]
    public void A_string_as_characters_fills_a_word_each_and_ends_in_NUL() =>
        Assert.Equal("00000003" + "0000006b" + "00000076" + "00000000" + "00000001", Hex(new DomainGetSecurityLabelRet("kv", true)));

    [Theory]
    [InlineData("01000000")]
    [InlineData("00000001")]
    [InlineData("80000000")]
    public void Any_word_but_zero_is_true_and_present(string word)
    {
        Assert.True(Read<DomainIsActiveRet>(word).Active);
        Assert.Equal("a", Read<ConnectOpenArgs>(word + "00000001" + "61000000" + "00000000").Name);
    }

    [Fact]
    public void A_string_ends_at_NUL_and_its_padding_is_not_looked_at() =>
        Assert.Equal("ab", Read<DomainLookupByNameArgs>("00000005" + "6162006364ffffff").Name);

    [Fact]
    public void What_follows_the_last_field_is_ignored() => Assert.Equal(7, Read<DomainLookupByIdArgs>("00000007deadbeef").Id);

    [Theory]
    [InlineData("00400001")]
    [InlineData("ffffffff")]
    [InlineData("00000009" + "6162636465666768")]
    [InlineData("0000")]
    public void A_length_that_lies_is_refused(string bytes) =>
        Assert.Throws<XdrException>(() => Read<DomainLookupByNameArgs>(bytes));

    [Fact]
    public void Nothing_is_allocated_for_elements_that_are_not_there()
    {
        var bytes = Convert.FromHexString("00040000" + "00000000");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<XdrException>(() => { XdrReader reader = new(bytes); reader.Array<TypedParam>(262144); });
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 65536);
    }

    [Fact]
    public void More_than_the_maximum_is_not_written() =>
        Assert.Throws<XdrException>(() => Hex(new DomainPinVcpuArgs(default, 0, new byte[2049])));

    [Fact]
    public void A_typed_parameter_comes_back_as_it_went() =>
        Gen.OneOf(
                Gen.Int.Select(v => (TypedValue)v), Gen.UInt.Select(v => (TypedValue)v), Gen.Long.Select(v => (TypedValue)v),
                Gen.ULong.Select(v => (TypedValue)v), Gen.Double.Select(v => (TypedValue)v), Gen.Bool.Select(v => (TypedValue)v),
                Gen.String[Gen.Char['a', 'z'], 0, 9].Select(v => (TypedValue)v))
            .Sample(value => new TypedParam("x", value) == Read<TypedParam>(Hex(new TypedParam("x", value))));

    [Fact]
    public void Every_record_is_read_from_any_bytes_or_refuses_them() =>
        Gen.Byte.Array[0, 200].Sample(bytes =>
        {
            foreach (var record in Declared.Records) Try(record, bytes);
        }, iter: 200);

    [Fact]
    public void Every_record_reads_what_it_wrote()
    {
        // Zeroes are the one value that every record can be read from: no text, no elements, nothing optional.
        foreach (var record in Declared.Records) Assert.True(Try(record, new byte[512]), record.Name);
    }

    /// <summary>Reads, writes and reads again. False: the bytes were refused.</summary>
    static bool Try(Type record, byte[] bytes) =>
        (bool)typeof(XdrTests).GetMethod(nameof(TryAs), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(record).Invoke(null, [bytes])!;

    static bool TryAs<T>(byte[] bytes) where T : struct, IXdr<T>
    {
        string first;
        try
        {
            first = Hex(Read<T>(bytes));
        }
        catch (XdrException)
        {
            return false;
        }
        Assert.Equal(first, Hex(Read<T>(first)));
        return true;
    }

    static T Read<T>(string hex) where T : struct, IXdr<T> => Read<T>(Convert.FromHexString(hex));

    static T Read<T>(ReadOnlySpan<byte> bytes) where T : struct, IXdr<T>
    {
        XdrReader reader = new(bytes);
        return T.Read(ref reader);
    }

    static string Hex<T>(T value) where T : struct, IXdr<T>
    {
        XdrWriter writer = new(16);
        try
        {
            value.Write(ref writer);
            return Convert.ToHexStringLower(writer.Written);
        }
        finally
        {
            writer.Dispose();
        }
    }

    static string Text(string value) =>
        $"{value.Length:x8}" + Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(value)).PadRight((value.Length + 3) / 4 * 8, '0');
}
