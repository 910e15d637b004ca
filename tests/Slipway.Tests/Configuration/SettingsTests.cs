using System.Text;
using Microsoft.Extensions.Configuration;
using Slipway.Program;
using Slipway.Server.Configuration;

namespace Slipway.Tests.Configuration;

/// <summary>What can be set, and what is said of what cannot.</summary>
public sealed class SettingsTests
{
    [Fact]
    public void Nothing_set_is_a_working_configuration()
    {
        var settings = Read();

        Assert.Equal(Path.GetFullPath("slipway-data"), settings.Data);
        Assert.Equal("http://127.0.0.1:8080", settings.Urls);
        Assert.Null(settings.PublicUrl);
        Assert.Equal((TimeSpan.FromDays(5), TimeSpan.FromHours(12)), (settings.Uploads.GroupLife, settings.Uploads.UrlLife));
        Assert.Equal((104_857_600, 100), (settings.Uploads.PartBytes, settings.Uploads.MaxFilesPerGroup));
    }

    [Fact]
    public void Every_fault_is_told_at_once_with_its_key_and_value()
    {
        var faults = Faults(
            ("Urls", "ftp://x"), ("PublicUrl", "https://x/path"), ("Uploads:GroupLife", "soon"), ("Uploads:UrlLife", "8d"), ("Uploads:PartBytes", "5"),
            ("Uploads:MaxFilesPerGroup", "0"), ("Uploads:CompletionLease", "1s"), ("Uploads:GroupLive", "5d"));

        Assert.Equal(8, faults.Count);
        foreach (var (key, value) in ((string, string)[])
            [("Urls", "ftp://x"), ("PublicUrl", "https://x/path"), ("Uploads:GroupLife", "soon"), ("Uploads:UrlLife", "8d"), ("Uploads:PartBytes", "5"),
            ("Uploads:MaxFilesPerGroup", "0"), ("Uploads:CompletionLease", "1s"), ("Uploads:GroupLive", "5d")])
        {
            Assert.Single(faults, fault => fault.StartsWith($"Slipway:{key} is \"{value}\"; ", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_message_has_a_line_for_every_fault()
    {
        var thrown = Assert.Throws<SettingsFaultException>(() => Read(("Uploads:UrlLife", "8d"), ("Nonsense", "1")));

        Assert.Equal(
            ["The configuration has faults:", "  - Slipway:Uploads:UrlLife is \"8d\"; it must be a time from 1m to 7d, such as 12h or 5d.", "  - Slipway:Nonsense is \"1\"; there is no such setting."],
            thrown.Message.Split(Environment.NewLine));
    }

    [Theory]
    [InlineData("Uploads:GroupLife", "1m", "365d")]
    [InlineData("Uploads:UrlLife", "1m", "7d")]
    [InlineData("Uploads:CompletionLease", "10s", "1h")]
    [InlineData("Uploads:PartBytes", "5242880", "5368709120")]
    [InlineData("Uploads:MaxFilesPerGroup", "1", "10000")]
    public void A_bound_is_taken_and_what_lies_past_it_is_not(string key, string least, string most)
    {
        Read((key, least));
        Read((key, most));
        Assert.Single(Faults((key, Past(least, -1))));
        Assert.Single(Faults((key, Past(most, +1))));
    }

    [Theory]
    [InlineData("Uploads:PartBytes", "100MB")]
    [InlineData("Uploads:PartBytes", "1e9")]
    [InlineData("Uploads:PartBytes", "-5242880")]
    [InlineData("Uploads:PartBytes", "99999999999999999999")]
    [InlineData("Uploads:MaxFilesPerGroup", "ten")]
    [InlineData("Uploads:UrlLife", "2147483647d")]
    [InlineData("PublicUrl", "upload.example.com")]
    [InlineData("PublicUrl", "https://user:secret@example.com")]
    [InlineData("PublicUrl", "https://example.com?x=1")]
    [InlineData("PublicUrl", "ftp://example.com")]
    [InlineData("Urls", "http://127.0.0.1:8080/path")]
    [InlineData("Urls", "8080")]
    [InlineData("Urls", "http://a:1;;http://b:2")]
    public void What_cannot_be_meant_is_a_fault(string key, string value) => Assert.Contains(Faults((key, value)), fault => fault.Contains(key, StringComparison.Ordinal));

    [Fact]
    public void A_key_that_is_no_setting_is_a_fault_wherever_it_stands()
    {
        Assert.Contains("Slipway:Uplaods:UrlLife", Assert.Single(Faults(("Uplaods:UrlLife", "1h"))), StringComparison.Ordinal);
        Assert.Contains("Slipway:Uploads:UrlLife:Hours", Assert.Single(Faults(("Uploads:UrlLife:Hours", "1"))), StringComparison.Ordinal);
        Assert.Contains("Slipway:data2", Assert.Single(Faults(("data2", "x"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_are_read_in_any_case_and_an_empty_value_is_none()
    {
        Assert.Equal(TimeSpan.FromHours(1), Read(("uploads:urllife", "1h")).Uploads.UrlLife);
        Assert.Equal(TimeSpan.FromHours(12), Read(("Uploads:UrlLife", "")).Uploads.UrlLife);
        Assert.Equal(TimeSpan.FromHours(1), Read(("Uploads:UrlLife", " 1h ")).Uploads.UrlLife);
    }

    [Theory]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://*:8080")]
    [InlineData("http://+:8080;https://[::1]:8443")]
    public void Addresses_to_listen_at_may_be_several_or_any(string urls) => Assert.Equal(urls, Read(("Urls", urls)).Urls);

    [Fact]
    public void A_list_is_an_array_or_separated_by_commas()
    {
        Assert.Equal(["eu", "ga"], Read(("SpatialGen:ExtraLanguages", "eu, ga,")).SpatialGen.ExtraLanguages);
        Assert.Equal(["eu", "ga"], Read(("SpatialGen:ExtraLanguages:0", "eu"), ("SpatialGen:ExtraLanguages:1", "ga")).SpatialGen.ExtraLanguages);
        Assert.Equal(["ga"], Read(("SpatialGen:ExtraLanguages", "GA")).SpatialGen.ExtraLanguages); // tags are compared in lower case
    }

    [Fact]
    public void Trusting_forwarded_headers_from_everybody_is_a_fault()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true")]).Build();

        Assert.Contains("ASPNETCORE_FORWARDEDHEADERS_ENABLED", Assert.Throws<SettingsFaultException>(() => SlipwaySettings.Read(configuration)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_come_from_a_json_file()
    {
        using var json = new MemoryStream(Encoding.UTF8.GetBytes("""{"Slipway": {"Uploads": {"PartBytes": 8388608, "UrlLife": "2h"}, "SpatialGen": {"ExtraLanguages": ["eu"]}}}"""));

        var settings = SlipwaySettings.Read(new ConfigurationBuilder().AddJsonStream(json).Build());

        Assert.Equal((8_388_608, TimeSpan.FromHours(2)), (settings.Uploads.PartBytes, settings.Uploads.UrlLife));
        Assert.Equal(["eu"], settings.SpatialGen.ExtraLanguages);
    }

    [Fact]
    public void A_flag_stands_over_the_environment()
    {
        const string Name = "Slipway__Uploads__CompletionLease";
        Environment.SetEnvironmentVariable(Name, "3m");
        try
        {
            Assert.Equal(TimeSpan.FromMinutes(3), DataOption.ReadSettings().Uploads.CompletionLease);
            Assert.Equal(TimeSpan.FromMinutes(4), DataOption.ReadSettings(("Uploads:CompletionLease", "4m")).Uploads.CompletionLease);
            Assert.Equal(TimeSpan.FromMinutes(3), DataOption.ReadSettings(("Uploads:CompletionLease", null)).Uploads.CompletionLease);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Name, null);
        }
    }

    private static SlipwaySettings Read(params (string Key, string Value)[] values) => SlipwaySettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(value => KeyValuePair.Create<string, string?>($"Slipway:{value.Key}", value.Value))).Build());

    private static IReadOnlyList<string> Faults(params (string Key, string Value)[] values) => Assert.Throws<SettingsFaultException>(() => Read(values)).Faults;

    private static string Past(string bound, int by) => char.IsAsciiDigit(bound[^1])
        ? (long.Parse(bound, System.Globalization.CultureInfo.InvariantCulture) + by).ToString(System.Globalization.CultureInfo.InvariantCulture)
        : Duration.TryParse(bound, out var time) ? Duration.Print(time + TimeSpan.FromSeconds(by)) : throw new ArgumentException(bound);
}
