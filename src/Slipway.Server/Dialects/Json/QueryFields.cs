using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Slipway.Server.Dialects.Json;

/// <summary>The query of a read, checked like a body: known names only, each once.</summary>
internal readonly struct QueryFields
{
    private readonly IQueryCollection _query;

    private QueryFields(IQueryCollection query) => _query = query;

    public static QueryFields Of(HttpRequest request, params ReadOnlySpan<string> names)
    {
        foreach (var (name, values) in request.Query)
        {
            if (!names.Contains(name) || values.Count != 1)
            {
                throw JsonFields.Refused("unknown_parameter", $"This call takes {string.Join(", ", names)} in its query, each once at the most.");
            }
        }

        return new QueryFields(request.Query);
    }

    public string? Text(string name) => _query.TryGetValue(name, out var values) ? values[0] : null;

    public int? Integer(string name, int least, int most) => (int?)Long(name, least, most);

    public long? Long(string name, long least, long most) => Text(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw JsonFields.Refused("invalid_parameter", $"{name} must be a whole number from {least} to {most}.");

    public Guid? Id(string name) => Text(name) is not { } text ? null
        : WireId.TryParse(text) is { } id ? id
        : throw JsonFields.Refused("invalid_parameter", $"{name} must be the id of an upload group.");
}
