using Slipway.Core.Signing;

namespace Slipway.Tests.Signing;

public class StoreEndpointTests
{
    [Theory]
    [InlineData("https://Store.Example.com/", "https://store.example.com")]
    [InlineData("https://store.example.com:443", "https://store.example.com")]
    [InlineData("http://store.example.com:80", "http://store.example.com")]
    [InlineData("http://store.example.com:443", "http://store.example.com:443")]
    [InlineData("HTTP://127.0.0.1:9000/", "http://127.0.0.1:9000")]
    [InlineData("http://[::1]:9000", "http://[::1]:9000")]
    [InlineData("https://bücher.example", "https://xn--bcher-kva.example")]
    [InlineData("http://my_store:9000", "http://my_store:9000")]
    public void An_origin_is_kept_as_clients_name_it(string uri, string expected) =>
        Assert.Equal(expected, StoreEndpoint.Parse(new Uri(uri)).ToString());

    [Theory]
    [InlineData("ftp://store.example.com")]
    [InlineData("https://store.example.com/prefix")]
    [InlineData("https://store.example.com/?a=b")]
    [InlineData("https://user@store.example.com")]
    public void What_is_more_or_other_than_an_origin_is_refused(string uri) =>
        Assert.Throws<ArgumentException>(() => StoreEndpoint.Parse(new Uri(uri)));

    [Theory]
    [InlineData("https", "store\"example.com")]
    [InlineData("https", "Store.example.com")]
    [InlineData("https", "")]
    [InlineData("HTTPS", "store.example.com")]
    public void What_would_not_be_signed_as_it_is_sent_is_refused(string scheme, string host) =>
        Assert.Throws<ArgumentException>(() => new StoreEndpoint(scheme, host));
}
