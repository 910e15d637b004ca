using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Slipway.Core.Access;
using Slipway.Server.Access;
using Slipway.Server.Configuration;

namespace Slipway.Program.Keys;

/// <summary><c>slipway keys</c>: makes, shows and ends API keys, also beside a running server.</summary>
internal static class KeysCommand
{
    private const string RoleWords = "admin, upload or readonly";

    public static Command Create() => new("keys", "Create, list, revoke and rotate API keys, also beside a running server")
    {
        CreateKey(),
        ListKeys(),
        RevokeKey(),
        RotateKey(),
    };

    private static Command CreateKey()
    {
        var data = DataOption.Create();
        var role = new Option<Role>("--role") { Description = RoleWords, Required = true, CustomParser = ParseRole, HelpName = "ROLE" };
        var project = new Option<string>("--project") { Description = "The project that the key belongs to", DefaultValueFactory = _ => ProjectName.Default };
        var name = new Option<string?>("--name") { Description = "A name to know it by" };
        var expires = new Option<TimeSpan?>("--expires")
        {
            Description = "When it ends, such as 12h or 30d; alone: 7d",
            Arity = ArgumentArity.ZeroOrOne,
            CustomParser = ParseLife,
            HelpName = "TIME",
        };
        project.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } text && !ProjectName.IsValid(text))
            {
                result.AddError($"--project is \"{text}\"; it must be 1 to 40 lower-case letters, digits and hyphens.");
            }
        });

        var command = new Command("create", "Create a key and print it, alone, on standard output") { role, project, name, expires, data };
        command.SetAction((parsed, ct) => WithKeys(parsed.GetValue(data), async keys =>
        {
            var key = await keys.CreateAsync(parsed.GetValue(project)!, parsed.GetValue(role), parsed.GetValue(name), parsed.GetValue(expires), ct);
            Console.WriteLine(key.Reveal());
            return ExitCode.Ok;
        }));

        return command;
    }

    private static Command ListKeys()
    {
        var data = DataOption.Create();
        var command = new Command("list", "List the keys: never their secrets") { data };
        command.SetAction((parsed, ct) => WithKeys(parsed.GetValue(data), async keys =>
        {
            Console.WriteLine($"{"id",-14}{"role",-10}{"project",-20}{"state",-26}{"created",-22}name");
            foreach (var key in await keys.ListAsync(ct))
            {
                Console.WriteLine($"{key.Id,-14}{key.Role.ToString().ToLowerInvariant(),-10}{key.Project,-20}{StateOf(key),-26}{Stamp(key.CreatedAt),-22}{key.Name}");
            }

            return ExitCode.Ok;
        }));

        return command;
    }

    private static Command RevokeKey()
    {
        var (id, data) = (IdArgument(), DataOption.Create());
        var command = new Command("revoke", "End a key at once") { id, data };
        command.SetAction((parsed, ct) => WithKeys(parsed.GetValue(data), async keys =>
            await keys.RevokeAsync(parsed.GetValue(id)!, ct) ? ExitCode.Ok : NoSuchKey(parsed.GetValue(id)!)));

        return command;
    }

    private static Command RotateKey()
    {
        var (id, data) = (IdArgument(), DataOption.Create());
        var command = new Command("rotate", "Give a key a new secret at once, keeping its role, and print it") { id, data };
        command.SetAction((parsed, ct) => WithKeys(parsed.GetValue(data), async keys =>
        {
            if (await keys.RotateAsync(parsed.GetValue(id)!, ct) is not { } rotated)
            {
                return NoSuchKey(parsed.GetValue(id)!);
            }

            Console.WriteLine(rotated.Reveal());
            return ExitCode.Ok;
        }));

        return command;
    }

    private static Argument<string> IdArgument() => new("ID") { Description = "The key's id, as `slipway keys list` shows it" };

    private static Task<int> WithKeys(string? data, Func<KeyMaker, Task<int>> run) => Failures.ExplainAsync(async () =>
    {
        await using var keys = await KeyRing.OpenAsync(DataOption.ReadSettings(("Data", data)), CancellationToken.None);
        return await run(keys.Keys);
    });

    private static int NoSuchKey(string id)
    {
        Console.Error.WriteLine($"slipway: there is no live key with the id {id}. `slipway keys list` shows the ids.");
        return ExitCode.NotFound;
    }

    private static string StateOf(ApiKey key) =>
        key.RevokedAt is { } revoked ? $"revoked {Stamp(revoked)}"
        : key.ExpiresAt is { } expires ? (key.IsLiveAt(TimeProvider.System.GetUtcNow()) ? $"until {Stamp(expires)}" : $"expired {Stamp(expires)}")
        : "live";

    private static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);

    private static Role ParseRole(ArgumentResult result)
    {
        if (result.Tokens is [var token] && Enum.TryParse<Role>(token.Value, ignoreCase: true, out var role) && Enum.IsDefined(role))
        {
            return role;
        }

        result.AddError($"--role must be {RoleWords}.");
        return default;
    }

    private static TimeSpan? ParseLife(ArgumentResult result)
    {
        if (result.Tokens.Count == 0)
        {
            return ApiKey.TemporaryLife;
        }

        if (Duration.TryParse(result.Tokens[0].Value, out var life) && life > TimeSpan.Zero)
        {
            return life;
        }

        result.AddError($"--expires is \"{result.Tokens[0].Value}\"; it must be a time such as 12h or 30d.");
        return null;
    }
}
