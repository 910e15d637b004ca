using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Server.Dialects;
using Slipway.Tests.Support;

namespace Slipway.Tests.Dialects.SpatialGen;

/// <summary>
/// Who may do what, on every route of the service. The routes are read from the server itself: one that has no row here fails the test, and so does a
/// row whose route is gone.
/// </summary>
public sealed class RoleMatrixTests
{
    private const string AnyMethod = "*";

    /// <summary>Method, route, and the roles that are let in.</summary>
    private static readonly (string Method, string Route, string[] Roles)[] Matrix =
    [
        ("POST", "/api/videos/uploads/", ["admin", "upload"]),
        ("GET", "/api/videos/uploads/", ["admin"]),
        (AnyMethod, "/api/videos/uploads/", ["admin", "upload"]),
        ("GET", "/api/videos/uploads/{groupId}", ["admin", "upload"]),
        ("DELETE", "/api/videos/uploads/{groupId}", ["admin", "upload"]),
        (AnyMethod, "/api/videos/uploads/{groupId}", ["admin", "upload"]),
        ("POST", "/api/videos/uploads/{groupId}/files/{fileId}/part-urls", ["admin", "upload"]),
        (AnyMethod, "/api/videos/uploads/{groupId}/files/{fileId}/part-urls", ["admin", "upload"]),
        ("POST", "/api/videos/uploads/{groupId}/files/{fileId}/complete", ["admin", "upload"]),
        (AnyMethod, "/api/videos/uploads/{groupId}/files/{fileId}/complete", ["admin", "upload"]),
        ("GET", "/api/videos/uploads/{groupId}/files/{fileId}/parts", ["admin", "upload"]),
        (AnyMethod, "/api/videos/uploads/{groupId}/files/{fileId}/parts", ["admin", "upload"]),
        (AnyMethod, "/api/videos/uploads/{**rest}", ["admin", "upload"]),
        ("GET", "/api/library", ["admin", "readonly"]),
        ("GET", "/api/library/{id}", ["admin", "readonly"]),
        ("GET", "/api/jobs", ["admin", "readonly"]),
        (AnyMethod, "/api/{**rest}", ["admin", "readonly"]),
    ];

    /// <summary>Routes that ask for no key.</summary>
    private static readonly string[] Open = ["/health/live", "/health/ready", "/{**path}"];

    [Fact]
    public async Task Every_route_has_its_row_and_every_row_its_route()
    {
        await using var host = await SlipwayHost.StartAsync();
        var routes = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToArray();

        var guarded = routes.Where(route => route.Metadata.GetMetadata<IDialect>() is not null)
            .SelectMany(route => MethodsOf(route).Select(method => $"{method} {PathOf(route)} {string.Join(" ", RolesOf(route))}"));
        var open = routes.Where(route => route.Metadata.GetMetadata<IDialect>() is null).Select(PathOf);

        Assert.Equal(Matrix.Select(row => $"{row.Method} {row.Route} {string.Join(" ", row.Roles)}").Order(), guarded.Order());
        Assert.Equal(Open.Order(), open.Order());
    }

    [Fact]
    public async Task Each_role_is_let_in_where_its_row_says_and_nowhere_else()
    {
        await using var host = await SlipwayHost.StartAsync();
        var group = await host.SpatialGen.StartAsync(StartBody.Flat());
        foreach (var (method, route, roles) in Matrix)
        {
            foreach (var (role, key) in ((string, string)[])[("admin", host.Keys.Admin), ("upload", host.Keys.Upload), ("readonly", host.Keys.ReadOnly)])
            {
                // With a body of no known kind nothing that is let in does harm: it is refused for that, after the gate.
                var answer = await host.As(key).SendAnswer(MethodOf(method), Address(route, group), new StringContent("not json", Encoding.UTF8, "text/plain"));

                Assert.True(roles.Contains(role) == (answer.Code != "insufficient_role"), $"{role} at {method} {route}: {(int)answer.Status} {answer.Text}");
                if (!roles.Contains(role))
                {
                    Assert.Contains(role, answer.Refused(403, "insufficient_role"), StringComparison.Ordinal);
                }

                if (method == "DELETE" && roles.Contains(role))
                {
                    group = await host.SpatialGen.StartAsync(StartBody.Flat()); // the one before is canceled now
                }
            }
        }
    }

    [Fact]
    public async Task Nobody_is_let_in_without_a_key()
    {
        await using var host = await SlipwayHost.StartAsync();
        var group = await host.SpatialGen.StartAsync(StartBody.Flat());
        foreach (var (method, route, _) in Matrix)
        {
            var answer = await host.As(null).SendAnswer(MethodOf(method), Address(route, group), new StringContent("{}", Encoding.UTF8, "application/json"));

            answer.Refused(401, "unauthorized");
            Assert.NotEmpty(answer.Headers.WwwAuthenticate);
        }

        Assert.Equal("pending", (await host.SpatialGen.ViewAnswer(group)).Ok().Json.GetProperty("status").GetString());
    }

    private static IEnumerable<string> MethodsOf(RouteEndpoint route) =>
        route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? (IEnumerable<string>)[AnyMethod];

    private static string PathOf(RouteEndpoint route) => "/" + route.RoutePattern.RawText!.TrimStart('/');

    private static IEnumerable<string> RolesOf(RouteEndpoint route) =>
        (route.Metadata.GetMetadata<Admits>()?.Roles ?? []).Select(role => role.ToString().ToLowerInvariant()).Order();

    private static HttpMethod MethodOf(string method) => new(method == AnyMethod ? "PATCH" : method);

    private static string Address(string route, StartedGroup group) => route
        .Replace("{groupId}", group.Id.ToString(), StringComparison.Ordinal)
        .Replace("{fileId}", group.Files[0].Id.ToString(), StringComparison.Ordinal)
        .Replace("{id}", "1", StringComparison.Ordinal)
        .Replace("{**rest}", "nothing/here", StringComparison.Ordinal);
}
