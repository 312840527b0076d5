//! A headless Chromium, driven by its own protocol over a pipe: JSON in both directions, each ended by a NUL.
//!
//! Why no WebDriver and no library: both bring an async runtime or another process that listens on a port, and what the tests
//! ask is some fifteen methods of a documented protocol. The browser ends when its pipe closes, however a test ends.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

/// How long the browser may take to answer anything: a browser that hangs fails the test, and none waits for ever.
const PATIENCE: Duration = Duration::from_secs(120);

/// The browser of this machine, if it has one.
pub fn find() -> Option<PathBuf> {
    let folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH")?).collect();
    let names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    names.iter().find_map(|name| folders.iter().map(|folder| folder.join(name)).find(|path| path.is_file()))
}

/// A browser with one page at a time.
pub struct Chromium {
    process: Child,
    /// `None` once it is to end.
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    /// What the page keeps for itself, and how it is spoken to.
    context: Value,
    session: Option<String>,
    next_id: u64,
    events: Vec<Value>,
    /// Its profile.
    _profile: TempDir,
}

impl Chromium {
    /// Starts a browser with an empty page.
    pub fn start(program: &Path) -> Self {
        let profile = tempfile::tempdir().expect("a folder for the browser");
        // It reads commands from descriptor 3 and answers on 4: ours, by way of a shell.
        let mut process = Command::new("sh")
            .args(["-c", "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1"])
            .arg(program)
            .args([
                "--headless",
                "--remote-debugging-pipe",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
            ])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .args(["--disable-quic", "--disable-extensions", "--hide-scrollbars"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the browser starts");
        let output = BufReader::new(process.stdout.take().expect("it is piped"));
        let (sender, messages) = mpsc::channel();
        thread::spawn(move || {
            for message in output.split(0) {
                let Ok(message) = message else { return };
                let value = serde_json::from_slice(&message).expect("the browser speaks JSON");
                if sender.send(value).is_err() {
                    return;
                }
            }
        });
        let input = process.stdin.take();
        let mut browser = Self {
            process,
            input,
            messages,
            context: Value::Null,
            session: None,
            next_id: 0,
            events: Vec::new(),
            _profile: profile,
        };
        browser.renew();
        browser
    }

    /// Has an empty page in the place of the one that was there, as if the browser had just been started: nothing that the old
    /// one was told, kept or said is in it.
    pub fn renew(&mut self) {
        self.session = None;
        if !self.context.is_null() {
            let context = json!({ "browserContextId": self.context.take() });
            self.call("Target.disposeBrowserContext", &context);
        }
        self.context =
            self.call("Target.createBrowserContext", &json!({ "disposeOnDetach": true }))["browserContextId"]
                .take();
        let page = json!({ "url": "about:blank", "browserContextId": self.context });
        let target = self.call("Target.createTarget", &page);
        let attached =
            self.call("Target.attachToTarget", &json!({ "targetId": target["targetId"], "flatten": true }));
        self.session = attached["sessionId"].as_str().map(str::to_owned);
        self.events.clear();
        for domain in ["Page", "Runtime", "Log", "Network"] {
            self.call(&format!("{domain}.enable"), &json!({}));
        }
    }

    /// Calls a method of the protocol and waits for its result.
    pub fn call(&mut self, method: &str, parameters: &Value) -> Value {
        self.next_id += 1;
        let id = self.next_id;
        let mut message = json!({ "id": id, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        let input = self.input.as_mut().expect("it has not ended");
        input.write_all(format!("{message}\0").as_bytes()).expect("the browser listens");
        loop {
            let mut message = self.message(method);
            if message["id"] == json!(id) {
                assert!(message["error"].is_null(), "{method}: {}", message["error"]);
                return message["result"].take();
            }
            self.hear(message);
        }
    }

    /// Keeps what is said of this page, and nothing that is still said of one before it.
    fn hear(&mut self, event: Value) {
        if event["sessionId"].as_str() == self.session.as_deref() {
            self.events.push(event);
        }
    }

    fn message(&self, awaited: &str) -> Value {
        self.messages
            .recv_timeout(PATIENCE)
            .unwrap_or_else(|error| panic!("the browser does not answer `{awaited}`: {error}"))
    }

    /// Opens a file, at a place in it, and waits until it is there, with all that its address asks for.
    pub fn open(&mut self, file: &Path, hash: &str) {
        // The same file at another place would not be loaded again.
        self.navigate("about:blank");
        self.navigate(&format!("file://{}{hash}", file.display()));
        self.settle();
    }

    /// Waits until what was asked for is unpacked and shown.
    pub fn settle(&mut self) {
        // The event of a new address comes first.
        self.eval("new Promise((done) => setTimeout(done))");
        self.eval("Promise.all([...document.querySelectorAll('tbody')].map((body) => body.loading)).then(() => null)");
    }

    fn navigate(&mut self, url: &str) {
        let is_load = |event: &Value| event["method"] == "Page.loadEventFired";
        self.events.retain(|event| !is_load(event));
        let answer = self.call("Page.navigate", &json!({ "url": url }));
        assert!(answer["errorText"].is_null(), "{url}: {}", answer["errorText"]);
        while !self.events.iter().any(is_load) {
            let event = self.message("Page.loadEventFired");
            self.hear(event);
        }
    }

    /// The value of an expression of JavaScript.
    pub fn eval(&mut self, expression: &str) -> Value {
        let parameters = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let mut answer = self.call("Runtime.evaluate", &parameters);
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {}", answer["exceptionDetails"]);
        answer["result"]["value"].take()
    }

    /// Its text.
    pub fn text(&mut self, expression: &str) -> String {
        let value = self.eval(expression);
        value.as_str().unwrap_or_else(|| panic!("`{expression}` is no text: {value}")).to_owned()
    }

    /// Presses a key: `Enter`, `Tab`, `ArrowDown`, or a letter.
    pub fn press(&mut self, key: &str) {
        let (code, text) = match key {
            "Enter" => (13, "\r"),
            "Tab" => (9, ""),
            "Escape" => (27, ""),
            "ArrowUp" => (38, ""),
            "ArrowDown" => (40, ""),
            letter => (i64::from(letter.as_bytes()[0].to_ascii_uppercase()), letter),
        };
        for kind in ["keyDown", "keyUp"] {
            let text = if kind == "keyDown" { text } else { "" };
            self.call(
                "Input.dispatchKeyEvent",
                &json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code, "text": text }),
            );
        }
    }

    /// Types a word.
    pub fn type_in(&mut self, word: &str) {
        for letter in word.chars() {
            self.press(letter.encode_utf8(&mut [0; 4]));
        }
    }

    /// A window of that size, as a phone or a desk has it.
    pub fn window(&mut self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.call("Emulation.setDeviceMetricsOverride", &size);
    }

    /// Light or dark, screen or paper.
    pub fn medium(&mut self, medium: &str, scheme: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.call("Emulation.setEmulatedMedia", &json!({ "media": medium, "features": features }));
    }

    /// Keeps a picture of what the window shows.
    pub fn picture(&mut self, file: &Path) {
        let picture = self.call("Page.captureScreenshot", &json!({}));
        self.keep(&picture, file);
    }

    /// Writes what a method gave as base64.
    pub fn keep(&self, answer: &Value, file: &Path) {
        let code = answer["data"].as_str().expect("there is data");
        std::fs::write(file, STANDARD.decode(code).expect("it is base64")).expect("a file");
    }

    /// What the browser complained of, and what it asked the network for, since its page is there.
    pub fn complaints(&mut self) -> Vec<String> {
        // What it says before this is answered has arrived by then.
        self.eval("new Promise((done) => setTimeout(done))");
        let complaint = |event: &Value| {
            let parameters = &event["params"];
            let is_bad = |level: &Value| level == "error" || level == "warning";
            match event["method"].as_str()? {
                "Runtime.exceptionThrown" => {
                    Some(parameters["exceptionDetails"]["exception"]["description"].to_string())
                }
                "Runtime.consoleAPICalled" if is_bad(&parameters["type"]) => Some(parameters.to_string()),
                "Log.entryAdded" if is_bad(&parameters["entry"]["level"]) => Some(parameters.to_string()),
                "Network.requestWillBeSent" => {
                    let url = parameters["request"]["url"].as_str()?;
                    let is_own = ["file:", "data:", "about:"].iter().any(|own| url.starts_with(own));
                    (!is_own).then(|| format!("asks for {url}"))
                }
                "Page.javascriptDialogOpening" => Some(parameters.to_string()),
                _ => None,
            }
        };
        self.events.iter().filter_map(complaint).collect()
    }
}

/// Browsers that tests have one after the other: each needs a second to start, and none is needed by two at a time.
pub struct Browsers {
    program: PathBuf,
    idle: Mutex<Vec<Chromium>>,
}

impl Browsers {
    /// Of this program; none is started yet.
    pub fn of(program: PathBuf) -> Self {
        Self { program, idle: Mutex::default() }
    }

    /// Does something with a fresh page. A browser in which something went wrong is not used again.
    pub fn with(&self, test: impl FnOnce(&mut Chromium)) {
        let idle = || self.idle.lock().expect("nobody panics with it");
        let used = idle().pop();
        let mut browser = match used {
            Some(mut browser) => {
                browser.renew();
                browser
            }
            None => Chromium::start(&self.program),
        };
        test(&mut browser);
        idle().push(browser);
    }

    /// Ends them.
    pub fn end(&self) {
        self.idle.lock().expect("nobody panics with it").clear();
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        drop(self.input.take()); // it ends when nobody can tell it anything any more
        if let Err(error) = self.process.wait() {
            eprintln!("the browser's end was not seen: {error}");
        }
    }
}
