using System.CommandLine;
using Slipway.Client;

namespace Slipway.Program.Upload;

/// <summary>The options of <c>slipway upload</c>, and how they become a request.</summary>
internal sealed class UploadOptions
{
    private const string DefaultServer = "http://127.0.0.1:8080";

    private readonly Argument<string[]> _files = new("FILES") { Description = "The video; its role is 'video'.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _left = File("--left", "The left eye (role video_left).");
    private readonly Option<string?> _right = File("--right", "The right eye (role video_right).");
    private readonly Option<string?> _video = File("--video", "The video, as an option.");
    private readonly Option<string[]> _audio = Tagged("--audio", "An audio track with its language, like en=english.m4a. May be repeated.");
    private readonly Option<string[]> _subtitle = Tagged("--subtitle", "Subtitles with their language, like de=german.srt. May be repeated.");
    private readonly Option<string?> _aime = File("--aime", "The .aime metadata.");
    private readonly Option<string?> _fcpxmld = File("--fcpxmld", "The zipped .fcpxmld metadata.");
    private readonly Option<string?> _layout = Text("--layout", "LAYOUT", "2D, MVHEVC, SBS, TB, Separate or AIV. Default: Separate with --left and --right, otherwise 2D.");
    private readonly Option<string?> _perspective = Text("--perspective", "PERSPECTIVE", "Regular, 180 or 360. Default: the server's.");
    private readonly Option<string?> _name = Text("--name", "NAME", "The video's name. Default: the file name without its extension.");
    private readonly Option<string?> _description = Text("--description", "TEXT", "A description for the library.");
    private readonly Option<string?> _folder = Text("--folder", "FOLDER", "The library folder. Default: the server's.");
    private readonly Option<string?> _server = Text("--server", "URL", $"The server. Default: SLIPWAY_SERVER, or {DefaultServer}.");
    private readonly Option<string?> _key = Text("--key", "KEY", "The API key, role upload or admin. Default: SLIPWAY_KEY, which other users of this machine cannot see.");
    private readonly Option<int> _parallel = new("--parallel") { HelpName = "N", Description = "Parts under way at once, over all files, 1 to 64.", DefaultValueFactory = _ => 6 };
    private readonly Option<bool> _json = new("--json") { Description = "One JSON object per line and event on the output; the last has libraryId." };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Nothing but the library id, and errors." };
    private readonly Option<bool> _restart = new("--restart") { Description = "Cancel the open upload of these files, if there is one, and begin anew." };
    private readonly Option<bool> _cancel = new("--cancel") { Description = "Cancel the open upload of these files and delete what is stored of it." };

    public void AddTo(Command command)
    {
        command.Add(_files);
        Option[] options =
        [
            _left, _right, _video, _audio, _subtitle, _aime, _fcpxmld, _layout, _perspective, _name, _description, _folder,
            _server, _key, _parallel, _json, _quiet, _restart, _cancel,
        ];
        foreach (var option in options)
        {
            command.Add(option);
        }
    }

    /// <exception cref="UsageException">Something is missing, doubled or no such value.</exception>
    public UploadArguments Read(ParseResult parsed)
    {
        var files = Files(parsed);
        var parallel = parsed.GetValue(_parallel);
        if (parallel is < 1 or > 64)
        {
            throw new UsageException($"--parallel is {parallel}; it must be 1 to 64.");
        }

        if (parsed.GetValue(_restart) && parsed.GetValue(_cancel))
        {
            throw new UsageException("--restart and --cancel exclude each other: --restart cancels and begins anew, --cancel only cancels.");
        }

        var request = new UploadRequest
        {
            VideoName = parsed.GetValue(_name) is { Length: > 0 } name ? name : Path.GetFileNameWithoutExtension(files[0].Path),
            Layout = parsed.GetValue(_layout) ?? (files.Exists(file => file.Role is "video_left" or "video_right") ? "Separate" : "2D"),
            Perspective = parsed.GetValue(_perspective),
            Description = parsed.GetValue(_description),
            FolderName = parsed.GetValue(_folder),
            Files = files,
            Restart = parsed.GetValue(_restart),
        };
        return new UploadArguments(
            request, Server(parsed), Key(parsed), parallel, parsed.GetValue(_json), parsed.GetValue(_quiet), parsed.GetValue(_cancel));
    }

    private List<UploadFile> Files(ParseResult parsed)
    {
        var positional = parsed.GetValue(_files) ?? [];
        if (Array.Find(positional, value => value.Length > 1 && value[0] == '-') is { } unknown)
        {
            throw new UsageException($"'{unknown}' is no option of upload; 'slipway upload --help' lists them (write ./{unknown} for a file of that name).");
        }

        if (positional.Length > 1)
        {
            throw new UsageException($"'{positional[1]}' is one video too many; give other files with their role: --left, --right, --audio en=FILE, --subtitle en=FILE, --aime, --fcpxmld.");
        }

        var video = parsed.GetValue(_video);
        if (positional.Length == 1 && video is not null)
        {
            throw new UsageException($"The video is given twice: '{positional[0]}' and --video '{video}'.");
        }

        var files = new List<UploadFile>();
        Add(files, "video", positional.FirstOrDefault() ?? video);
        Add(files, "video_left", parsed.GetValue(_left));
        Add(files, "video_right", parsed.GetValue(_right));
        if (files.Count == 0)
        {
            throw new UsageException("No video is given; write 'slipway upload VIDEO', or --left FILE --right FILE.");
        }

        AddTagged(files, "audio", "--audio", parsed.GetValue(_audio));
        AddTagged(files, "subtitle", "--subtitle", parsed.GetValue(_subtitle));
        Add(files, "aime", parsed.GetValue(_aime));
        Add(files, "fcpxmld", parsed.GetValue(_fcpxmld));
        return files;
    }

    private static void Add(List<UploadFile> files, string role, string? path)
    {
        if (path is not null)
        {
            files.Add(new UploadFile(path.Length > 0 ? path : throw new UsageException($"The file for the role {role} is empty."), role));
        }
    }

    private static void AddTagged(List<UploadFile> files, string role, string option, string[]? values)
    {
        foreach (var value in values ?? [])
        {
            var at = value.IndexOf('=', StringComparison.Ordinal);
            if (at < 1 || at == value.Length - 1)
            {
                throw new UsageException($"{option} is '{value}'; write the language before the file, like {option} en={(value.Length > 0 ? value.Trim('=') : "FILE")}.");
            }

            files.Add(new UploadFile(value[(at + 1)..], role, value[..at]));
        }
    }

    private Uri Server(ParseResult parsed)
    {
        var text = parsed.GetValue(_server) ?? Variable("SLIPWAY_SERVER") ?? DefaultServer;
        return Uri.TryCreate(text, UriKind.Absolute, out var server) && server.Scheme is "http" or "https" && server is { UserInfo: "", Query: "", Fragment: "" }
            ? server
            : throw new UsageException($"The server is '{text}'; it must be an address like https://uploads.example.com (--server, or SLIPWAY_SERVER).");
    }

    private string Key(ParseResult parsed)
    {
        var key = (parsed.GetValue(_key) ?? Variable("SLIPWAY_KEY"))?.Trim();
        return string.IsNullOrEmpty(key) ? throw new UsageException("No key is given; set SLIPWAY_KEY or write --key KEY ('slipway keys create --role upload' makes one).")
            : key.AsSpan().ContainsAnyExceptInRange('!', '~') ? throw new UsageException("The key has characters that no key has; copy it again.")
            : key;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static Option<string?> File(string name, string description) => Text(name, "FILE", description);

    private static Option<string?> Text(string name, string help, string description) => new(name) { HelpName = help, Description = description };

    private static Option<string[]> Tagged(string name, string description) => new(name) { HelpName = "LANG=FILE", Description = description };
}
